package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.StepRange;

/**
 * A sample of a curve, by step.
 *
 * @param most points in the sample, at least 1
 * @param asMlflow whether a short curve is sampled as MLflow does it, which loses what stands out
 */
record SampleQuestion(RunId run, String key, StepRange steps, int most, boolean asMlflow) {}
