package dev.kiseki.ingest.http;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import java.util.OptionalLong;

/** What a run looks like right after its creation; spares the answer a question to its shard. */
final class NewRun {
  private static final long NOT_STORED = -1;

  private NewRun() {}

  /**
   * @param event with a create in it
   */
  static RunView view(RunEvent event) {
    RunProposal.Create create = (RunProposal.Create) event.proposal();
    KeyedMap<String> tags = KeyedMap.empty();
    for (KeyValue tag : create.tags()) {
      tags = tags.with(tag.key(), tag.value());
    }
    RunDocument run =
        new RunDocument(
            event.run(),
            create.experiment(),
            create.name(),
            create.userId(),
            RunStatus.RUNNING,
            create.startTimeMillis(),
            OptionalLong.empty(),
            create.artifactUri(),
            LifecycleStage.ACTIVE,
            NOT_STORED,
            0,
            KeyedMap.empty(),
            tags,
            KeyedMap.empty(),
            NOT_STORED);
    return new RunView(run, LifecycleStage.ACTIVE);
  }
}
