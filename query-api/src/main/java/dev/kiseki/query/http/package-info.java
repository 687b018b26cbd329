/**
 * MLflow's reading routes, one controller for each resource. In: requests read by {@code protocol}.
 * Out: MLflow's JSON. Maps and decides nothing; never blocks the thread it is called on. Knows no
 * driver and no gRPC.
 */
package dev.kiseki.query.http;
