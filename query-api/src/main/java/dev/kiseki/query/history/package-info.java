/**
 * History of one metric of one run: what a processor still holds joined with what is stored, each
 * point once, in MLflow's order, in pages. In: two sources of points as ports; out: pages and
 * opaque tokens. Knows no HTTP, no RPC and no database.
 */
package dev.kiseki.query.history;
