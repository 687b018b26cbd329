/**
 * From typed fields to checked events: defaults, ids, MLflow's rules in MLflow's order. In: request
 * fields and the catalog. Out: events that only the state of their run can still refuse. Does no
 * I/O and knows no framework.
 */
package dev.kiseki.ingest.accept;
