package dev.kiseki.query.search;

import dev.kiseki.store.scan.ViewType;
import java.util.List;

/**
 * A run search as asked for, texts unread.
 *
 * @param filter {@code ""} = everything
 * @param pageToken {@code ""} = the first page
 */
public record RunSearchRequest(
    List<String> experimentIds,
    String filter,
    ViewType view,
    int maxResults,
    List<String> orderBy,
    String pageToken) {
  public RunSearchRequest {
    experimentIds = List.copyOf(experimentIds);
    orderBy = List.copyOf(orderBy);
  }
}
