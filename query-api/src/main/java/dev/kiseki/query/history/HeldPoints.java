package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;

/**
 * What the owner of a run knows of one of its curves.
 *
 * @param points those that may not be in the history store yet, in any order
 * @param total points of the curve, all of them; above what is there by those that were sent twice
 * @param nothingStored no others are in the history store, which need not be asked; false when the
 *     owner is not sure
 */
public record HeldPoints(Points points, long total, boolean nothingStored) {}
