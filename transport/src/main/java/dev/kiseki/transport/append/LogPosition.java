package dev.kiseki.transport.append;

/** Where a record came to stand. */
public record LogPosition(int partition, long offset) {}
