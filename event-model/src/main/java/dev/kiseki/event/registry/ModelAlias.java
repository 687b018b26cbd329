package dev.kiseki.event.registry;

/**
 * What an alias stands for.
 *
 * @param revision offset on the log of the change that set it
 */
public record ModelAlias(int version, long revision) {}
