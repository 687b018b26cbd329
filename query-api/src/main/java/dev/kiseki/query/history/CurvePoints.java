package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;

/**
 * Points of one of many curves.
 *
 * @param run index of its run in the question
 * @param key index of its key
 */
public record CurvePoints(int run, int key, Points points) {}
