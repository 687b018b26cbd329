package dev.kiseki.store.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.scan.ModelFixtures;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ModelPartCodecTest {
  private static final List<ModelPoint> POINTS =
      List.of(
          new ModelPoint("acc", 0.5, 1700000000000L, 3, "r1", "", ""),
          new ModelPoint("loss", Double.NaN, 1700000000001L, -4, "r2", "d", "1"),
          new ModelPoint("acc", -0.0, 0, 0, "r1", "d", "1"),
          new ModelPoint("acc", 1, 1, 0, "r1", "", "2"));

  private static final String GOLDEN =
      "0a046d2d616210031a06666f7265737428013080d095ffbc313885d095ffbc31420673333a2f2f62"
          + "50086011a201056465707468aa010133b2010174ba0102c3a9c20103616363c201046c6f7373ca01"
          + "10000000000000e03f000000000000f87fd2010c80d095ffbc3181d095ffbc31da01020607e20101"
          + "00ea010103f2010100fa0108000000000000f03f82020800000000000000008a0208000000000000"
          + "0000920201009a0208000000000000f03fa2020100aa0208000000000000f03fb2020100ba020101"
          + "9003029a0307736b6c6561726ea203027231aa035f0a0272310a02723212060a0164120131120312"
          + "01321a04000100002204000100002a0400010102320e80a0abfef9620281a0abfef962023a04060d"
          + "08004220000000000000e03f000000000000f87f0000000000000080000000000000f03f";
  private static final String GOLDEN_EMPTY =
      "0a046d2d616210031a06666f7265737428013080d095ffbc313885d095ffbc31420673333a2f2f62"
          + "50086011a201056465707468aa010133b2010174ba0102c3a99003029a0307736b6c6561726ea203"
          + "027231";

  private static RunDocument model(List<ModelPoint> points) {
    return new RunDocument(
        new RunId("m-ab"),
        new ExperimentId(3),
        "forest",
        "",
        RunStatus.RUNNING,
        1700000000000L,
        OptionalLong.of(1700000000005L),
        "s3://b",
        LifecycleStage.ACTIVE,
        8,
        0,
        KeyedMap.<String>empty().with("depth", "3"),
        KeyedMap.<String>empty().with("t", "é"),
        ModelFixtures.metrics(points),
        RecentBatches.NONE,
        RunLinks.NONE,
        Optional.of(new ModelPart(LoggedModelStatus.READY, "sklearn", "r1", points)),
        17);
  }

  @Test
  void theBytesOfALoggedModelStay() {
    RunDocument model = model(POINTS);

    assertThat(HexFormat.of().formatHex(RunDocumentCodec.encode(model))).isEqualTo(GOLDEN);
    assertThat(RunDocumentCodec.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(model);
  }

  @Test
  void aModelWithoutPointsIsAModel() {
    RunDocument model = model(List.of());

    assertThat(HexFormat.of().formatHex(RunDocumentCodec.encode(model))).isEqualTo(GOLDEN_EMPTY);
    assertThat(RunDocumentCodec.decode(HexFormat.of().parseHex(GOLDEN_EMPTY))).isEqualTo(model);
  }

  @Property(tries = 200)
  void anyModelComesBack(@ForAll long seed) {
    RunDocument model = ModelFixtures.randomModels(new Random(seed), 1).get(0).run();

    assertThat(RunDocumentCodec.decode(RunDocumentCodec.encode(model))).isEqualTo(model);
    assertThat(model.kind()).isEqualTo(DocumentKind.LOGGED_MODEL);
  }

  @Test
  void anExperimentsStageIsNotAModels() {
    assertThat(model(POINTS).stage(LifecycleStage.DELETED, 99)).isEqualTo(LifecycleStage.ACTIVE);
  }

  @Test
  void manyLongTextsAreTooLong() {
    List<ModelPoint> points =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new ModelPoint("k", i, i, i, "r", "é".repeat(10_000), ""))
            .toList();

    assertThat(DocumentSize.modelTooLong(model(POINTS))).isFalse();
    assertThat(DocumentSize.modelTooLong(model(points))).isTrue();
  }
}
