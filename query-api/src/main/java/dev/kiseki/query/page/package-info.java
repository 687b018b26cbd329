/**
 * Page tokens: a place in a search's order, bound to the search. In: a sort key, or a token that a
 * caller sent. Out: the other, or MLflow's complaint. Knows no rows and no HTTP.
 */
package dev.kiseki.query.page;
