/**
 * Filter and order_by text to a syntax tree: which words stand where, and nothing about what they
 * mean. In: text from a request, however hostile. Out: an expression whose parts know their
 * position, or a complaint about the form, MLflow's where it has one. One pass and no recursion.
 * Knows no entity and no key, and not what time it is.
 */
package dev.kiseki.query.filter;
