/**
 * A load generator for servers that speak MLflow's tracking protocol. In: a URL and how long to
 * press, or how many runs to make and search. Out: percentiles and rates of a fixed list of
 * workloads and queries, as a table. It knows the protocol and nothing of Kiseki's own modules, so
 * that it measures any other server by the same measure.
 */
package dev.kiseki.benchmarks;
