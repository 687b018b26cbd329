/**
 * The shape of a curve, however long it is: buckets of consecutive points, folded as the points
 * leave the state, and samples made of them. In: points in the order of the log; out: entries of
 * {@link dev.kiseki.store.key.StoreFamily#CURVES}, and a few points for each part of the curve.
 * Knows no run, no key, no store.
 */
package dev.kiseki.store.curve;
