package dev.kiseki.processor.fold;

import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Links of a run and what is added to them. MLflow 3.17.2's {@code _log_inputs_impl} and {@code
 * log_outputs}: a use of a data set stays with the tags that it was logged with first, a model
 * input is there once. Where its database refuses a model output that is there already, the first
 * one stays here: a client that repeats a request must not fail.
 *
 * @param uses data sets that the run did not use before
 */
record LinksFold(RunLinks before, RunLinks links, List<DatasetInput> uses) {
  /** Bytes; a run with all that its data sets are must travel in one message. */
  private static final long MOST = 48L << 20;

  static final String LIMIT =
      "schemas and profiles of all its data sets may take %d MiB together".formatted(MOST >> 20);

  private record Name(String name, String digest) {}

  static LinksFold of(RunLinks links) {
    return new LinksFold(links, links, List.of());
  }

  boolean grown() {
    return !links.equals(before);
  }

  /** Whether what its data sets are has become too much for one answer. */
  boolean tooLong() {
    return !uses.isEmpty() && links.datasetBytes() > MOST;
  }

  LinksFold and(RunProposal.LogInputs inputs) {
    Set<Name> used = new HashSet<>();
    links.datasets().forEach(use -> used.add(new Name(use.name(), use.digest())));
    List<DatasetUse> datasets = new ArrayList<>(links.datasets());
    List<DatasetInput> added = new ArrayList<>(uses);
    long bytes = links.datasetBytes();
    for (DatasetInput input : inputs.datasets()) {
      String name = input.dataset().name();
      String digest = input.dataset().digest();
      if (used.add(new Name(name, digest))) {
        datasets.add(new DatasetUse(name, digest, input.tags()));
        added.add(input);
        bytes += input.dataset().answered();
      }
    }
    Set<String> known = new HashSet<>(links.modelInputs());
    List<String> models = new ArrayList<>(links.modelInputs());
    inputs.modelIds().stream().filter(known::add).forEach(models::add);
    return new LinksFold(
        before, new RunLinks(datasets, models, links.modelOutputs(), bytes), added);
  }

  LinksFold and(RunProposal.LogOutputs outputs) {
    Set<String> known = new HashSet<>();
    links.modelOutputs().forEach(output -> known.add(output.modelId()));
    List<ModelOutput> made = new ArrayList<>(links.modelOutputs());
    for (ModelAtStep model : outputs.models()) {
      if (known.add(model.modelId())) {
        made.add(new ModelOutput(model.modelId(), model.step()));
      }
    }
    return new LinksFold(
        before,
        new RunLinks(links.datasets(), links.modelInputs(), made, links.datasetBytes()),
        uses);
  }
}
