package dev.kiseki.query.search;

import dev.kiseki.store.scan.ViewType;
import java.util.List;

/**
 * An experiment search as asked for, texts unread.
 *
 * @param filter {@code ""} = everything
 * @param maxResults 0 when the request does not say, which is refused
 * @param pageToken {@code ""} = the first page
 */
public record ExperimentSearchRequest(
    String filter, ViewType view, long maxResults, List<String> orderBy, String pageToken) {
  public ExperimentSearchRequest {
    orderBy = List.copyOf(orderBy);
  }
}
