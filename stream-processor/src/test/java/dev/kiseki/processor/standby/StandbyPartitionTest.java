package dev.kiseki.processor.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.ChangelogKey;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.StoreFamily;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StandbyUpdateListener.SuspendReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The property test says that answers are right; this one when there are none, and at what cost.
 */
class StandbyPartitionTest {
  private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 5);

  /** Every record makes the run of its offset. */
  private final class Log implements RunLog {
    @Override
    public Ends ends(int partition) {
      return new Ends(end, changelogEnd);
    }

    @Override
    public List<LogRecord> read(int partition, long from, long to, long mostBytes) {
      List<LogRecord> records = new ArrayList<>();
      for (long offset = from; offset < to; offset++) {
        read.add(offset);
        records.add(
            new LogRecord(offset, RunEventCodec.encode(Events.create(new RunId("r" + offset)))));
      }
      whileReading.run();
      return records;
    }
  }

  @TempDir Path directory;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
  private final List<Long> read = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final StandbyPartitions standbys = new StandbyPartitions(new Log());
  private Runnable whileReading = () -> {};
  private StoreAccess access;
  private long end;
  private long changelogEnd;

  @BeforeEach
  void follow() {
    access = StoreAccess.following(directory, changelog);
    standbys.listen(
        new StandbyPartitions.Listener() {
          @Override
          public void came(int partition) {
            told.add("came " + partition);
          }

          @Override
          public void left(int partition) {
            told.add("left " + partition);
          }
        });
    standbys.opened(5, access.store().reader());
    standbys.onUpdateStart(CHANGELOG, "runs", 0);
  }

  @AfterEach
  void close() {
    access.close();
  }

  private List<String> runs() {
    TreeSet<String> ids = new TreeSet<>();
    standbys
        .of(5)
        .orElseThrow()
        .read(runs -> runs.everyRun((view, bytes) -> ids.add(view.run().id().text())));
    return List.copyOf(ids);
  }

  /**
   * The owner commits that it has judged everything up to an offset, and the standby hears of it.
   */
  private void applied(long offset) {
    changelog.add(
        KeyValue.pair(
            ChangelogKey.of(StoreFamily.META, MetaKey.applied()), MetaKey.offset(offset)));
    changelogEnd = changelog.size();
    access.follow(changelog.size());
    standbys.onBatchLoaded(CHANGELOG, "runs", null, changelogEnd - 1, 1, changelogEnd);
  }

  @Test
  void eachRecordOfTheLogIsReadOnceWhileTheStoreStays() {
    end = 2;
    assertThat(runs()).containsExactly("r0", "r1");
    end = 3;
    assertThat(runs()).containsExactly("r0", "r1", "r2");
    assertThat(runs()).containsExactly("r0", "r1", "r2");
    assertThat(read).containsExactly(0L, 1L, 2L);
  }

  @Test
  void whatTheStoreHoldsNowIsNotFoldedAnyMore() {
    end = 2;
    assertThat(runs()).containsExactly("r0", "r1");
    applied(1);
    end = 3;
    assertThat(runs()).as("the owner judged the first two otherwise").containsExactly("r2");
  }

  @Test
  void aStoreThatChangesWhileTheLogIsReadIsReadAgain() {
    end = 2;
    whileReading =
        () -> {
          whileReading = () -> {};
          applied(0);
        };
    assertThat(runs()).containsExactly("r1");
    assertThat(read).containsExactly(0L, 1L, 1L);
  }

  @Test
  void oneThatHasNotReadTheChangelogToItsEndDoesNotAnswer() {
    changelogEnd = 1_200;
    assertThatThrownBy(this::runs)
        .isInstanceOf(StandbyAwayException.class)
        .hasMessage("partition 5: its standby is 1,200 records behind the changelog");
  }

  @Test
  void oneThatIsTooFarBehindTheLogSaysSoAndReadsNothing() {
    end = StandbyPartition.MOST_RECORDS + 1L;
    assertThatThrownBy(this::runs)
        .isInstanceOf(StandbyAwayException.class)
        .hasMessage(
            "partition 5: its standby is 20,001 records behind the log, and folds at most 20,000 for"
                + " a search");
    assertThat(read).isEmpty();
  }

  @Test
  void aLogThatIsShorterThanTheStoreIsNoReasonToAnswerWithLess() {
    applied(7);
    end = 3;
    assertThatThrownBy(this::runs)
        .hasMessage("partition 5: the log ends at 3 but the standby holds records up to 7");
  }

  @Test
  void oneThatIsFoldedHereOrClosedIsAStandbyNoMore() {
    assertThat(told).containsExactly("came 5");
    assertThat(standbys.size()).isEqualTo(1);
    standbys.folding(5);
    assertThat(standbys.size()).isZero();
    standbys.onUpdateSuspended(CHANGELOG, "runs", 0, 0, SuspendReason.PROMOTED);
    assertThat(standbys.of(5)).isEmpty();
    standbys.onUpdateStart(CHANGELOG, "runs", 0);
    standbys.closed(5);
    assertThat(standbys.of(5)).isEmpty();
    standbys.onUpdateStart(CHANGELOG, "runs", 0);
    assertThat(standbys.of(5)).as("its store is closed").isEmpty();
    assertThat(told).containsExactly("came 5", "left 5", "came 5", "left 5");
  }

  @Test
  void aStoreThatLostWhatItLoggedAnswersNoMore() {
    access.store().begin();
    access.store().put(document());
    access.store().applied(0);
    access.flush();
    access.store().clearCache();
    standbys.folding(5);
    standbys.onUpdateStart(CHANGELOG, "runs", changelog.size());
    assertThat(standbys.of(5)).isEmpty();
  }

  private static dev.kiseki.store.document.RunDocument document() {
    return dev.kiseki.processor.fold.RunFold.apply(
            Optional.empty(),
            dev.kiseki.processor.fold.ExperimentStages.NONE,
            Events.create(new RunId("x")),
            0)
        .document()
        .orElseThrow();
  }

  @Test
  void aRunIsLookedUpInWhatWasFoldedFirst() {
    end = 1;
    List<Optional<RunView>> found = new ArrayList<>();
    standbys
        .of(5)
        .orElseThrow()
        .read(
            runs -> {
              found.add(runs.run(new RunId("r0")));
              found.add(runs.run(new RunId("r1")));
            });
    assertThat(found.get(0)).isPresent();
    assertThat(found.get(1)).isEmpty();
  }
}
