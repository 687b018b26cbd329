/**
 * Filter and order_by text to a syntax tree: which words stand where, and nothing about what they
 * mean. In: text from a request, however hostile. Out: conditions whose parts know their position,
 * or MLflow's complaint about the form. One pass and no recursion. Knows no entity and no key.
 */
package dev.kiseki.query.filter;
