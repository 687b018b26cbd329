/**
 * Syntax to typed expressions: which entity, key, type and operator a condition means, with
 * MLflow's complaints about what it can't mean. In: the syntax of {@code filter}. Out: a predicate
 * and an order of runs (contract {@code store.scan}) or of experiments. Knows no text of a request,
 * no storage and no HTTP.
 */
package dev.kiseki.query.bind;
