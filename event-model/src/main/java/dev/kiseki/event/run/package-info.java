/**
 * Events about one run: a closed set of records, each a proposal that the fold of the run's
 * partition applies or refuses. Checked against MLflow's limits before they are made; what depends
 * on state is left to the fold.
 */
package dev.kiseki.event.run;
