package dev.kiseki.processor.fold;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.store.document.RunDocument;
import java.util.List;
import java.util.Optional;

/**
 * What one record did.
 *
 * @param document the run afterwards; empty when there is none, or none any more
 * @param stages the experiments' stages afterwards
 * @param verdict what to tell the writer; for a {@code repeated} record it was told before and has
 *     to be looked up
 * @param accepted points of the record that now belong to the run
 * @param history points to be kept outside the document: of metrics with more than one point; may
 *     hold one that came earlier
 * @param uses data sets that the run did not use before
 * @param repeated the document holds this record already; nothing changed
 */
public record Outcome(
    Optional<RunDocument> document,
    ExperimentStages stages,
    Verdict verdict,
    MetricColumns accepted,
    MetricColumns history,
    List<DatasetInput> uses,
    boolean repeated) {
  public Outcome {
    uses = List.copyOf(uses);
  }

  /** Of a record that links no data set. */
  public Outcome(
      Optional<RunDocument> document,
      ExperimentStages stages,
      Verdict verdict,
      MetricColumns accepted,
      MetricColumns history,
      boolean repeated) {
    this(document, stages, verdict, accepted, history, List.of(), repeated);
  }
}
