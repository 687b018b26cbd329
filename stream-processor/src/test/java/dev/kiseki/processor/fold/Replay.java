package dev.kiseki.processor.fold;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.RunDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A partition without a store: folds a log from its beginning. */
final class Replay {
  final Map<RunId, RunDocument> runs = new HashMap<>();
  final List<Verdict> verdicts = new ArrayList<>();
  ExperimentStages stages = ExperimentStages.NONE;

  static Replay of(List<RunEvent> log) {
    Replay replay = new Replay();
    for (RunEvent event : log) {
      replay.fold(event, replay.verdicts.size());
    }
    return replay;
  }

  Outcome fold(RunEvent event, long offset) {
    Outcome outcome =
        RunFold.apply(Optional.ofNullable(runs.get(event.run())), stages, event, offset);
    stages = outcome.stages();
    if (!(event.proposal() instanceof RunProposal.ExperimentStage)) {
      outcome
          .document()
          .ifPresentOrElse(run -> runs.put(run.id(), run), () -> runs.remove(event.run()));
    }
    verdicts.add(outcome.verdict());
    return outcome;
  }

  RunDocument run() {
    return runs.get(Events.RUN);
  }

  Verdict last() {
    return verdicts.get(verdicts.size() - 1);
  }
}
