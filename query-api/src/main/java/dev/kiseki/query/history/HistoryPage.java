package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;
import java.util.Optional;

/**
 * Points in order of (timestamp, step, value).
 *
 * @param nextPageToken present exactly when more points follow
 */
public record HistoryPage(Points points, Optional<String> nextPageToken) {}
