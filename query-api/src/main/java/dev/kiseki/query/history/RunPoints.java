package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;

/** Points of one run. */
public record RunPoints(RunId run, Points points) {}
