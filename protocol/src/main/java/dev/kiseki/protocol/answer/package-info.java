/**
 * Writing answers. In: run views, experiments, refusals. Out: JSON bytes in MLflow's forms. Knows
 * no route.
 */
package dev.kiseki.protocol.answer;
