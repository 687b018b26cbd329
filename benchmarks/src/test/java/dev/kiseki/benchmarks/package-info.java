/**
 * The generator against a server that counts. In: a workload, run for a moment. Out: whether it
 * sent what it says it sends, and whether it notices failures and losses.
 */
package dev.kiseki.benchmarks;
