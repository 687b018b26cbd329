/**
 * The two searches of MLflow 3.17.2: a request is checked, parsed, bound, run and cut into a page.
 * In: fields of a request. Out: a page, or MLflow's complaint. Knows no HTTP.
 */
package dev.kiseki.query.search;
