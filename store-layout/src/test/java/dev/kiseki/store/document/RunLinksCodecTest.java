package dev.kiseki.store.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunLinksCodecTest {
  private static final RunLinks LINKS =
      new RunLinks(
          List.of(
              new DatasetUse("iris", "d1", List.of(new KeyValue("mlflow.data.context", "train"))),
              new DatasetUse("é", "", List.of())),
          List.of("m-1", "m-2"),
          List.of(new ModelOutput("m-3", 0), new ModelOutput("m-4", -3)),
          300);

  private static final String GOLDEN =
      "0a260a0469726973120264311a136d6c666c6f772e646174612e636f6e746578742205747261696e"
          + "0a040a02c3a912036d2d3112036d2d321a036d2d331a036d2d342202000528ac02";

  static RunDocument with(RunLinks links) {
    return new RunDocument(
        new RunId("ab"),
        new ExperimentId(3),
        "n",
        "me",
        RunStatus.RUNNING,
        1,
        OptionalLong.empty(),
        "s3://b",
        LifecycleStage.ACTIVE,
        8,
        0,
        KeyedMap.empty(),
        KeyedMap.empty(),
        KeyedMap.empty(),
        RecentBatches.NONE,
        links,
        Optional.empty(),
        17);
  }

  @Test
  void theBytesStay() {
    assertThat(HexFormat.of().formatHex(RunLinksCodec.toProto(LINKS).toByteArray()))
        .isEqualTo(GOLDEN);
    assertThat(RunDocumentCodec.decode(RunDocumentCodec.encode(with(LINKS))))
        .isEqualTo(with(LINKS));
  }

  @Test
  void aRunThatReadAndMadeNothingHasNoBytesForIt() {
    RunDocument plain = with(RunLinks.NONE);
    assertThat(RunDocumentCodec.toProto(plain).hasLinks()).isFalse();
    assertThat(RunDocumentCodec.decode(RunDocumentCodec.encode(plain))).isEqualTo(plain);
  }

  @Test
  void linksCountInTheSizeOfADocument() {
    RunDocument run = with(LINKS);
    assertThat(DocumentSize.atMost(run))
        .isGreaterThanOrEqualTo(RunDocumentCodec.encode(run).length)
        .isGreaterThan(DocumentSize.atMost(with(RunLinks.NONE)));
    DatasetUse use =
        new DatasetUse("n".repeat(500), "d", List.of(new KeyValue("k", "v".repeat(500))));
    RunLinks many = new RunLinks(Collections.nCopies(16_000, use), List.of(), List.of(), 0);
    assertThat(DocumentSize.tooLong(with(many))).isTrue();
  }

  @Test
  void aLongModelHistoryCountsToo() {
    KeyedMap<String> tags =
        KeyedMap.<String>empty().with(RunDocument.MODEL_HISTORY, "x".repeat(16 << 20));
    RunDocument run = with(RunLinks.NONE);
    RunDocument long16 =
        new RunDocument(
            run.id(),
            run.experiment(),
            run.name(),
            run.userId(),
            run.status(),
            run.startTimeMillis(),
            run.endTimeMillis(),
            run.artifactUri(),
            run.ownStage(),
            run.stageOffset(),
            run.deletedAtMillis(),
            run.params(),
            tags,
            run.metrics(),
            run.appliedOffset());
    assertThat(DocumentSize.tooLong(long16)).isTrue();
  }
}
