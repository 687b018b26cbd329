package dev.kiseki.store.document;

import dev.kiseki.event.id.LifecycleStage;

/**
 * A run as a reader sees it: its document and the stage in effect.
 *
 * @param stage see {@link RunDocument#stage}
 */
public record RunView(RunDocument run, LifecycleStage stage) {}
