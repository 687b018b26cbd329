package dev.kiseki.event.run;

/** A model that a run made at a step; it need not exist. */
public record ModelAtStep(String modelId, long step) {}
