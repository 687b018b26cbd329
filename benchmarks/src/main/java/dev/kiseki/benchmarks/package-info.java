/**
 * A load generator for servers that speak MLflow's tracking protocol. In: a URL and how long to
 * press. Out: percentiles and rates of a fixed list of workloads, as a table. It knows the protocol
 * and nothing of Kiseki's own modules, so that it measures any other server by the same measure.
 */
package dev.kiseki.benchmarks;
