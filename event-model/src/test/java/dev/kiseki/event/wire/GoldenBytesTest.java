package dev.kiseki.event.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.LongText;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * The bytes of rules version 1, for good. A failure here means that events on somebody's log could
 * no longer be read as they were meant: change the code, not the file. New kinds of events get new
 * lines.
 */
class GoldenBytesTest {
  private static final Header HEADER = Header.of("mlflow-python-client/3.17.2", 1_700_000_000_123L);
  private static final RunId RUN = new RunId("0123456789abcdef0123456789abcdef");

  static Map<String, RunProposal> runProposals() {
    Map<String, RunProposal> proposals = new LinkedHashMap<>();
    proposals.put(
        "create",
        new RunProposal.Create(
            new ExperimentId(7),
            "brave-fox-12",
            "ann",
            1_700_000_000_000L,
            "mlflow-artifacts:/7/0123456789abcdef0123456789abcdef/artifacts",
            List.of(new KeyValue("mlflow.runName", "brave-fox-12"), new KeyValue("é", ""))));
    proposals.put(
        "update",
        new RunProposal.Update(
            Optional.of(RunStatus.FINISHED), OptionalLong.of(0), Optional.of("new")));
    proposals.put(
        "updateNothing",
        new RunProposal.Update(Optional.empty(), OptionalLong.empty(), Optional.empty()));
    proposals.put("delete", new RunProposal.Delete());
    proposals.put("restore", new RunProposal.Restore());
    proposals.put("purge", new RunProposal.Purge(1_700_000_000_000L));
    proposals.put(
        "logBatch",
        new RunProposal.LogBatch(
            RunProposal.Origin.LOG_BATCH,
            new MetricColumns.Builder()
                .add("loss", 0, 1_700_000_000_000L, 0.5)
                .add("acc", -3, 1_700_000_000_001L, Double.NaN)
                .add("loss", Long.MAX_VALUE, 0, -0.0)
                .build(),
            List.of(new KeyValue("lr", "0.1")),
            List.of(new KeyValue("t", "v"))));
    proposals.put(
        "logParameter",
        new RunProposal.LogBatch(
            RunProposal.Origin.LOG_PARAMETER,
            MetricColumns.EMPTY,
            List.of(new KeyValue("lr", "")),
            List.of()));
    proposals.put("deleteTag", new RunProposal.DeleteTag("t"));
    proposals.put("logInputs", inputs());
    proposals.put(
        "logOutputs",
        new RunProposal.LogOutputs(List.of(new ModelAtStep("m-1", 0), new ModelAtStep("m-2", -3))));
    proposals.put("logModel", new RunProposal.LogModel("{\"flavors\": {}}"));
    proposals.put(
        "experimentStage", new RunProposal.ExperimentStage(new ExperimentId(7), true, 42));
    proposals.putAll(modelProposals());
    return proposals;
  }

  private static Map<String, RunProposal> modelProposals() {
    Map<String, RunProposal> proposals = new LinkedHashMap<>();
    proposals.put(
        "createModel",
        new ModelProposal.CreateModel(
            new ExperimentId(7),
            "forest",
            "sklearn",
            "0123456789abcdef0123456789abcdef",
            "mlflow-artifacts:/7/models/m-0/artifacts",
            List.of(new KeyValue("depth", "3")),
            List.of(new KeyValue("é", ""))));
    proposals.put("setModelStatus", new ModelProposal.SetStatus(LoggedModelStatus.UPLOAD_FAILED));
    proposals.put("deleteModel", new ModelProposal.DeleteModel());
    proposals.put("purgeModel", new ModelProposal.PurgeModel(1_700_000_000_000L));
    proposals.put(
        "setModelTags",
        new ModelProposal.SetTags(List.of(new KeyValue("a/b", "v"), new KeyValue("a/b", "w"))));
    proposals.put("deleteModelTag", new ModelProposal.DeleteModelTag("a/b"));
    proposals.put(
        "logModelParams", new ModelProposal.LogParams(List.of(new KeyValue("lr", "0.1"))));
    proposals.put(
        "logModelMetrics",
        new ModelProposal.LogMetrics(
            "0123456789abcdef0123456789abcdef",
            List.of(
                new ModelProposal.Point("acc", 0.5, 1_700_000_000_000L, 3, "", ""),
                new ModelProposal.Point("acc", Double.NaN, 1_700_000_000_001L, -4, "d", "g"),
                new ModelProposal.Point("loss", -0.0, 0, 0, "d", "g"),
                new ModelProposal.Point("loss", 1, 0, 1, "", "g"))));
    proposals.put("logNoModelMetrics", new ModelProposal.LogMetrics("", List.of()));
    proposals.put("addModelVersion", new ModelProposal.AddVersion("fraud", 3));
    return proposals;
  }

  /** The profile is deflated by hand: libraries may come to other bytes for the same text. */
  private static RunProposal inputs() {
    byte[] hundredA = HexFormat.of().parseHex("789c4b4ca43d00007a4725e5");
    return new RunProposal.LogInputs(
        List.of(
            new DatasetInput(
                new Dataset(
                    "iris",
                    "d1",
                    "local",
                    "{}",
                    Optional.of(LongText.of("é")),
                    Optional.of(LongText.deflated(hundredA, 100))),
                List.of(new KeyValue("mlflow.data.context", "train"))),
            new DatasetInput(
                new Dataset("n", "d", "t", "s", Optional.empty(), Optional.empty()), List.of())),
        List.of("m-1", ""));
  }

  @Test
  void runEventsHaveTheirBytesAndComeBack() throws Exception {
    Properties golden = golden("run-events-1.properties");
    for (var proposal : runProposals().entrySet()) {
      RunEvent event = new RunEvent(HEADER, RUN, proposal.getValue());
      byte[] bytes = RunEventCodec.encode(event);
      assertThat(HexFormat.of().formatHex(bytes))
          .as(proposal.getKey())
          .isEqualTo(golden.getProperty(proposal.getKey()));
      assertThat(RunEventCodec.decode(bytes)).isEqualTo(event);
    }
    assertThat(golden).hasSameSizeAs(runProposals().keySet());
  }

  @Test
  void catalogEventsHaveTheirBytesAndComeBack() throws Exception {
    Properties golden = golden("catalog-events-1.properties");
    for (var proposal : CatalogSamples.all().entrySet()) {
      CatalogEvent event = new CatalogEvent(HEADER, proposal.getValue());
      byte[] bytes = CatalogEventCodec.encode(event);
      assertThat(HexFormat.of().formatHex(bytes))
          .as(proposal.getKey())
          .isEqualTo(golden.getProperty(proposal.getKey()));
      assertThat(CatalogEventCodec.decode(bytes)).isEqualTo(event);
    }
    assertThat(golden).hasSameSizeAs(CatalogSamples.all().keySet());
  }

  @Test
  void anEventOfLaterRulesOrOfAnUnknownKindOrBrokenBytesAreUnreadable() {
    RunEvent later =
        new RunEvent(new Header(Header.RULES + 1, "", 0), RUN, new RunProposal.Delete());
    assertThatThrownBy(() -> RunEventCodec.decode(RunEventCodec.encode(later)))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining("rules 2");
    byte[] unknownKind =
        dev.kiseki.event.wire.proto.RunEventRecord.newBuilder()
            .setHeader(RunEventCodec.header(HEADER))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> RunEventCodec.decode(unknownKind))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining("unknown here");
    assertThatThrownBy(() -> RunEventCodec.decode("no event".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UnreadableEventException.class);
  }

  @Test
  void aCatalogComesBackFromItsSnapshotWhateverItsSize() throws Exception {
    CatalogState state = CatalogState.genesis();
    for (int i = 0; i < 1_234; i++) {
      CatalogProposal create =
          new CatalogProposal.CreateExperiment(
              "e" + i, "", List.of(new KeyValue("k", "v" + i)), "mlflow-artifacts:");
      state = CatalogFold.apply(state, new CatalogEvent(HEADER, create), i).next();
    }
    state =
        CatalogFold.apply(
                state,
                new CatalogEvent(HEADER, new CatalogProposal.DeleteExperiment(new ExperimentId(9))),
                1_234)
            .next();
    List<byte[]> parts = new ArrayList<>();
    int count = CatalogSnapshotCodec.encode(state, 1_234, parts::add);

    assertThat(parts).hasSize(count).hasSizeLessThan(3);
    CatalogSnapshotCodec.Assembly assembly = new CatalogSnapshotCodec.Assembly();
    for (byte[] bytes : parts) {
      CatalogSnapshotCodec.Part part = CatalogSnapshotCodec.decode(bytes);
      assertThat(part.offset()).isEqualTo(1_234);
      assertThat(part.parts()).isIn(0, count);
      assembly.add(part);
    }
    assertThat(assembly.state()).isEqualTo(state);
  }

  private static Properties golden(String name) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as(name).isNotNull();
      properties.load(in);
    }
    return properties;
  }
}
