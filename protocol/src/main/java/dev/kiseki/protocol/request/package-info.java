/**
 * Reading requests. In: an HTTP request and the bytes of its body. Out: typed fields, or MLflow's
 * own refusal naming the field. Knows no route and no rule about what a value may be.
 */
package dev.kiseki.protocol.request;
