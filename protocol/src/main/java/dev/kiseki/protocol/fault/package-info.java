/**
 * The one place where a failure becomes an HTTP answer. In: whatever a controller or the framework
 * threw. Out: MLflow's error body and status.
 */
package dev.kiseki.protocol.fault;
