package dev.kiseki.store.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.key.HistoryPieces.Piece;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StoreKeysTest {
  private static final RunId RUN = new RunId("a1");

  @Test
  void bytesOfLayoutOneStayAsTheyAre() {
    assertThat(hex(RunKey.of(RUN))).isEqualTo("6131");
    assertThat(hex(new PendingKey(RUN, 258).bytes())).isEqualTo("6131000000000000000102");
    assertThat(hex(RejectionKey.byOffset(258))).isEqualTo("010000000000000102");
    assertThat(hex(RejectionKey.byRun(RUN, 258))).isEqualTo("026131000000000000000102");
    assertThat(hex(MetaKey.applied())).isEqualTo("01");
    assertThat(hex(MetaKey.changelogOffset())).isEqualTo("02");
    assertThat(hex(MetaKey.stage(new ExperimentId(7)))).isEqualTo("038000000000000007");
    assertThat(hex(MetaKey.indexLayout())).isEqualTo("04");
    assertThat(hex(MetaKey.followedAt())).isEqualTo("06");
    assertThat(hex(MetaKey.offset(-4))).isEqualTo("fffffffffffffffc");
    assertThat(hex(new StageEntry(true, 5, 6, 7).bytes()))
        .isEqualTo("01000000000000000500000000000000060000000000000007");
    assertThat(hex(new OutboxEntry(5, 6).bytes())).isEqualTo("00000000000000050000000000000006");
    assertThat(hex(new HistoryPieces(List.of(new Piece(5, 6, 7, 8, 1))).bytes()))
        .isEqualTo(
            "01"
                + "0000000000000005"
                + "0000000000000006"
                + "0000000000000007"
                + "00000008"
                + "01");
    assertThat(hex(new CurveKey(new RunId("r"), "m/x", 3).bytes()))
        .isEqualTo("7200" + "00000003" + "6d2f78" + "0003");
    assertThat(hex(ChangelogKey.of(StoreFamily.PENDING, new byte[] {9}))).isEqualTo("0309");
  }

  @Test
  void familiesKeepTheirNumbers() {
    assertThat(Arrays.stream(StoreFamily.values()).map(f -> f.number() + " " + f.label()))
        .containsExactly(
            "1 runs",
            "2 meta",
            "3 pending",
            "4 outbox",
            "5 rejections",
            "6 index",
            "7 purged",
            "8 pieces",
            "9 curves",
            "10 datasets");
    assertThat(ChangelogKey.family(new byte[] {99})).isEmpty();
  }

  @Test
  void aStageOfAnEarlierBuildHasNoTime() {
    byte[] earlier = HexFormat.of().parseHex("0100000000000000050000000000000006");
    assertThat(StageEntry.parse(earlier)).isEqualTo(new StageEntry(true, 5, 6, StageEntry.UNKNOWN));
  }

  @Property
  void whatIsWrittenIsReadBack(
      @ForAll boolean flag, @ForAll long one, @ForAll @LongRange(min = 0) long two) {
    PendingKey pending = new PendingKey(RUN, two);
    assertThat(PendingKey.parse(pending.bytes())).isEqualTo(pending);
    StageEntry stage = new StageEntry(flag, one, two, one + two);
    assertThat(StageEntry.parse(stage.bytes())).isEqualTo(stage);
    OutboxEntry outbox = new OutboxEntry(one, two);
    assertThat(OutboxEntry.parse(outbox.bytes())).isEqualTo(outbox);
    HistoryPieces pieces =
        new HistoryPieces(List.of(new Piece(one, two, two, 3, 0), new Piece(two, one, 1, 2, 127)));
    assertThat(HistoryPieces.parse(pieces.bytes())).isEqualTo(pieces);
    assertThat(RejectionKey.offset(RejectionKey.byOffset(two))).isEqualTo(two);
    assertThat(RejectionKey.offset(RejectionKey.byRun(RUN, two))).isEqualTo(two);
    assertThat(MetaKey.experiment(MetaKey.stage(new ExperimentId(one))))
        .isEqualTo(new ExperimentId(one));
    assertThat(MetaKey.offset(MetaKey.offset(one))).isEqualTo(one);
    byte[] changelogKey = ChangelogKey.of(StoreFamily.RUNS, RunKey.of(RUN));
    assertThat(ChangelogKey.family(changelogKey)).contains(StoreFamily.RUNS);
    assertThat(RunKey.run(ChangelogKey.key(changelogKey))).isEqualTo(RUN);
  }

  @Property
  void keysOfOneRunFollowTheLog(
      @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long two) {
    int wanted = Integer.signum(Long.compare(one, two));
    assertThat(order(new PendingKey(RUN, one).bytes(), new PendingKey(RUN, two).bytes()))
        .isEqualTo(wanted);
    assertThat(order(RejectionKey.byOffset(one), RejectionKey.byOffset(two))).isEqualTo(wanted);
    assertThat(order(RejectionKey.byRun(RUN, one), RejectionKey.byRun(RUN, two))).isEqualTo(wanted);
  }

  @Property
  void experimentsAreOrderedByNumber(@ForAll long one, @ForAll long two) {
    assertThat(order(MetaKey.stage(new ExperimentId(one)), MetaKey.stage(new ExperimentId(two))))
        .isEqualTo(Integer.signum(Long.compare(one, two)));
  }

  @Test
  void oneRunsPrefixHoldsNoOtherRun() {
    RunId longer = new RunId("a12");
    assertThat(startsWith(new PendingKey(longer, 1).bytes(), PendingKey.prefix(RUN))).isFalse();
    assertThat(startsWith(new PendingKey(RUN, 1).bytes(), PendingKey.prefix(RUN))).isTrue();
    assertThat(RejectionKey.isOf(RejectionKey.byRun(RUN, 1), RejectionKey.runPrefix(RUN))).isTrue();
    RunId odd = new RunId("a1\0\0\0\0\0\0\0\0\0");
    assertThat(RejectionKey.isOf(RejectionKey.byRun(odd, 1), RejectionKey.runPrefix(RUN)))
        .isFalse();
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static int order(byte[] one, byte[] two) {
    return Integer.signum(Arrays.compareUnsigned(one, two));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
