/**
 * Events to bytes and back, over the declared schema {@code kiseki-events.proto}. A record that
 * can't be read, or whose kind is unknown, is a {@link
 * dev.kiseki.event.wire.UnreadableEventException}: the reader counts it and keeps it aside.
 */
package dev.kiseki.event.wire;
