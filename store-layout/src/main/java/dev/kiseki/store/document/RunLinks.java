package dev.kiseki.store.document;

import java.util.List;

/**
 * What a run read and made: data sets and logged models. Models need not exist; MLflow does not
 * check them either.
 *
 * @param datasets in the order in which they were logged first
 * @param modelInputs ids, in that order too
 * @param modelOutputs in that order too
 * @param datasetBytes what schemas and profiles of the data sets take in an answer, as the run
 *     logged them
 */
public record RunLinks(
    List<DatasetUse> datasets,
    List<String> modelInputs,
    List<ModelOutput> modelOutputs,
    long datasetBytes) {
  public static final RunLinks NONE = new RunLinks(List.of(), List.of(), List.of(), 0);

  public RunLinks {
    datasets = List.copyOf(datasets);
    modelInputs = List.copyOf(modelInputs);
    modelOutputs = List.copyOf(modelOutputs);
  }

  /** A model that the run made at a step. */
  public record ModelOutput(String modelId, long step) {}
}
