/**
 * MLflow's limits on names, lengths and batches, judged before anything is written. In: one value.
 * Out: nothing, or MLflow's own refusal. Needs no state.
 */
package dev.kiseki.event.rule;
