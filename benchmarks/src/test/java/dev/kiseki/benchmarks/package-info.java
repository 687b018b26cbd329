/**
 * The generator against a server that counts and one that searches. In: a workload, run for a
 * moment; a fill and queries over it. Out: whether it sent what it says it sends, expects what a
 * plain sort finds, and notices failures and losses.
 */
package dev.kiseki.benchmarks;
