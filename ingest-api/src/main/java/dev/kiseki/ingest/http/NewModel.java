package dev.kiseki.ingest.http;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.ModelProposal.CreateModel;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a logged model looks like right after its creation; see {@link NewRun}. */
final class NewModel {
  private static final long NOT_STORED = -1;

  private NewModel() {}

  /**
   * @param event with the creation of a model in it
   */
  static RunDocument document(RunEvent event) {
    CreateModel create = (CreateModel) event.proposal();
    long now = event.header().sentAtMillis();
    return new RunDocument(
        event.run(),
        create.experiment(),
        create.name(),
        "",
        RunStatus.RUNNING,
        now,
        OptionalLong.of(now),
        create.artifactUri(),
        LifecycleStage.ACTIVE,
        NOT_STORED,
        0,
        map(create.params()),
        map(create.tags()),
        KeyedMap.empty(),
        RecentBatches.NONE,
        RunLinks.NONE,
        Optional.of(
            new ModelPart(
                LoggedModelStatus.PENDING, create.modelType(), create.sourceRunId(), List.of())),
        NOT_STORED);
  }

  private static KeyedMap<String> map(List<KeyValue> pairs) {
    KeyedMap<String> map = KeyedMap.empty();
    for (KeyValue pair : pairs) {
      map = map.with(pair.key(), pair.value());
    }
    return map;
  }
}
