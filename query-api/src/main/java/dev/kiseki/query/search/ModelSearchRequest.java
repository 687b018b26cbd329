package dev.kiseki.query.search;

import dev.kiseki.query.bind.ModelOrderField;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.ViewType;
import java.util.List;

/**
 * A search of logged models as asked for, texts unread.
 *
 * @param view which of them, by their stage; MLflow's route finds active ones only
 * @param filter {@code ""} = everything
 * @param datasets points logged with one of them; none = no restriction
 * @param pageToken {@code ""} = the first page
 */
public record ModelSearchRequest(
    List<String> experimentIds,
    ViewType view,
    String filter,
    List<Dataset> datasets,
    int maxResults,
    List<ModelOrderField> orderBy,
    String pageToken) {
  public ModelSearchRequest {
    experimentIds = List.copyOf(experimentIds);
    datasets = List.copyOf(datasets);
    orderBy = List.copyOf(orderBy);
  }
}
