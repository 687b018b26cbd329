package dev.kiseki.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ModelEvents;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A purge goes to the changelog in several records; a process may be killed between any of them.
 */
class TornPurgeTest {
  private static final RunId RUN = new RunId("a");
  private static final List<RunEvent> LOG =
      List.of(
          Events.create(RUN),
          Events.metric(RUN, "m", 1, 1, 1),
          Events.metric(RUN, "m", 2, 2, 2),
          // Committed up to here.
          Events.metric(RUN, "m", 3, 3, 3),
          Events.metric(new RunId("never"), "m", 3, 3, 3),
          Events.of(RUN, new RunProposal.Delete()),
          Events.metric(RUN, "m", 4, 4, 4),
          Events.purge(RUN, Events.SENT_AT),
          Events.metric(RUN, "m", 5, 5, 5),
          Events.create(new RunId("b")));

  private static final List<RunEvent> MODEL_LOG =
      List.of(
          ModelEvents.create(),
          ModelEvents.metrics("r", ModelEvents.point("m", 1, 1, 1)),
          ModelEvents.params(new KeyValue("p", "1")),
          // Committed up to here.
          ModelEvents.metrics("r", ModelEvents.point("m", 2, 2, 2)),
          ModelEvents.delete(Events.SENT_AT),
          ModelEvents.tags(new KeyValue("t", "w")),
          ModelEvents.purge(Events.SENT_AT),
          ModelEvents.metrics("r", ModelEvents.point("m", 3, 3, 3)),
          Events.create(new RunId("b")));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "1, true",
    "2, true",
    "3, true",
    "4, true",
    "5, true",
    "6, true",
    "7, true",
    "8, true",
    "9, true",
    "10, true",
    "11, true",
    "12, true",
    "13, true",
    "14, true",
    "0, false",
    "1, false",
    "2, false",
    "3, false",
    "4, false",
    "5, false",
    "6, false",
    "7, false",
    "8, false",
    "9, false",
    "10, false",
    "11, false",
    "12, false",
    "13, false",
  })
  void killedAfterAnyRecordOfThePurgeTheRunIsGoneAndNothingElseIsToldThanBefore(
      int records, boolean keepsDisk) {
    try (Crashes calm = new Crashes(LOG, folder.resolve("calm"));
        Crashes killed = new Crashes(LOG, folder.resolve("killed"))) {
      calm.fold(3);
      calm.commit(Crashes.Step.ALL, 0);
      calm.finish();
      killed.fold(3);
      killed.commit(Crashes.Step.ALL, 0);
      killed.fold(LOG.size());
      if (!keepsDisk) {
        killed.loseDisk();
      }
      killed.commit(Crashes.Step.LOGGING, records);
      killed.finish();

      assertThat(killed.runs().keySet()).containsExactly(new RunId("b"));
      assertThat(killed.runs()).isEqualTo(calm.runs());
      assertThat(killed.rejections()).isEqualTo(calm.rejections()).hasSize(3);
      assertThat(killed.purged()).isEqualTo(calm.purged()).containsOnlyKeys(RUN);
      assertThat(killed.outbox()).isEmpty();
      assertThat(killed.reader().committedPoints(RUN, 10)).isEmpty();
      assertThat(killed.reader().document(RUN)).isEmpty();
      assertThat(killed.indexes().clean()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, true", "1, true", "2, true", "3, true", "4, true", "5, true", "6, true", "7, true",
    "0, false", "1, false", "2, false", "3, false", "4, false", "5, false", "6, false", "7, false",
  })
  void aLoggedModelGoesLikewise(int records, boolean keepsDisk) {
    try (Crashes calm = new Crashes(MODEL_LOG, folder.resolve("calm"));
        Crashes killed = new Crashes(MODEL_LOG, folder.resolve("killed"))) {
      calm.fold(3);
      calm.commit(Crashes.Step.ALL, 0);
      calm.finish();
      killed.fold(3);
      killed.commit(Crashes.Step.ALL, 0);
      killed.fold(MODEL_LOG.size());
      if (!keepsDisk) {
        killed.loseDisk();
      }
      killed.commit(Crashes.Step.LOGGING, records);
      killed.finish();

      assertThat(killed.runs().keySet()).containsExactly(new RunId("b"));
      assertThat(killed.runs()).isEqualTo(calm.runs());
      assertThat(killed.rejections()).isEqualTo(calm.rejections()).hasSize(1);
      assertThat(killed.purged()).isEqualTo(calm.purged()).containsOnlyKeys(ModelEvents.MODEL);
      assertThat(killed.reader().document(ModelEvents.MODEL)).isEmpty();
      assertThat(killed.indexes().clean()).isTrue();
    }
  }
}
