package dev.kiseki.query.gather;

import dev.kiseki.event.fault.ErrorCode;

/**
 * A write that the fold refused, kept with its reason.
 *
 * @param offset its place in the partition's log
 * @param sentAtMillis when it was accepted, epoch milliseconds
 * @param proposal what it wanted, in words for a person
 */
public record Rejection(
    int partition,
    long offset,
    ErrorCode code,
    String message,
    long sentAtMillis,
    String proposal) {}
