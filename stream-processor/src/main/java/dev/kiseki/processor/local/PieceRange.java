package dev.kiseki.processor.local;

/**
 * Neighbouring pieces of a run's history.
 *
 * @param firstOffset of the first group of points in them
 * @param lastOffset of the last one
 */
public record PieceRange(long firstOffset, long lastOffset) {}
