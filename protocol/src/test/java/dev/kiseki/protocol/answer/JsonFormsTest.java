package dev.kiseki.protocol.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts are what a stock 3.17.2 server answers, without its white space. */
final class JsonFormsTest {
  private static String text(JsonAnswer.Body body) {
    return new String(JsonAnswer.bytes(body), StandardCharsets.UTF_8);
  }

  private static RunView run(
      OptionalLong end, KeyedMap<String> params, KeyedMap<LatestMetric> metrics) {
    RunDocument run =
        new RunDocument(
            new RunId("r1"),
            new ExperimentId(19),
            "magnificent-finch-26",
            "",
            RunStatus.RUNNING,
            0,
            end,
            "mlflow-artifacts:/19/r1/artifacts",
            LifecycleStage.ACTIVE,
            1,
            0,
            params,
            KeyedMap.<String>empty().with("mlflow.runName", "magnificent-finch-26"),
            metrics,
            1);
    return new RunView(run, LifecycleStage.ACTIVE);
  }

  private static final String INFO =
      "{\"run_uuid\":\"r1\",\"experiment_id\":\"19\",\"run_name\":\"magnificent-finch-26\","
          + "\"user_id\":\"\",\"status\":\"RUNNING\",\"start_time\":0,"
          + "\"artifact_uri\":\"mlflow-artifacts:/19/r1/artifacts\",\"lifecycle_stage\":\"active\","
          + "\"run_id\":\"r1\"}";
  private static final String TAGS =
      "\"tags\":[{\"key\":\"mlflow.runName\",\"value\":\"magnificent-finch-26\"}]";

  @Test
  void aNewRunHasInputsAndNoOutputs() {
    RunView run = run(OptionalLong.empty(), KeyedMap.empty(), KeyedMap.empty());
    assertThat(text(json -> RunJson.writeCreated(json, run)))
        .isEqualTo("{\"info\":" + INFO + ",\"data\":{" + TAGS + "},\"inputs\":{}}");
  }

  @Test
  void aRunThatIsReadHasBoth() {
    RunView run =
        run(
            OptionalLong.of(5),
            KeyedMap.<String>empty().with("p", ""),
            KeyedMap.<LatestMetric>empty()
                .with("a", new LatestMetric(1e20, 5, 0))
                .with("b", new LatestMetric(Double.NaN, 5, -1)));
    assertThat(text(json -> RunJson.write(json, run)))
        .isEqualTo(
            "{\"info\":"
                + INFO.replace("\"start_time\":0,", "\"start_time\":0,\"end_time\":5,")
                + ",\"data\":{\"metrics\":[{\"key\":\"a\",\"value\":1.0E20,\"timestamp\":5,\"step\":0},"
                + "{\"key\":\"b\",\"value\":\"NaN\",\"timestamp\":5,\"step\":-1}],"
                + "\"params\":[{\"key\":\"p\",\"value\":\"\"}],"
                + TAGS
                + "},\"inputs\":{},\"outputs\":{}}");
  }

  @Test
  void textsAreEscapedAndNotMoreThanNecessary() {
    String text = "\"\\/\b\f\n\r\t\u0000\u001f\u007fé\u2028～😀<&'";
    RunView run =
        run(
            OptionalLong.empty(),
            KeyedMap.<String>empty().with(text, text),
            KeyedMap.<LatestMetric>empty().with(text, new LatestMetric(1, 2, 3)));
    String escaped = "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001F\u007fé\u2028～😀<&'\"";
    assertThat(text(json -> RunJson.write(json, run)))
        .contains(
            "\"params\":[{\"key\":" + escaped + ",\"value\":" + escaped + "}]",
            "\"metrics\":[{\"key\":" + escaped + ",\"value\":1.0,\"timestamp\":2,\"step\":3}]");
  }

  @ParameterizedTest
  @CsvSource({"1, 1.0", "-0.0, -0.0", "0.1, 0.1", "4.9e-324, 4.9E-324", "2e-3, 0.002"})
  void numbersHaveAPointOrAnExponent(double value, String printed) {
    assertThat(text(json -> RunJson.writeMetric(json, new SerializedString("m"), value, 1, 2)))
        .isEqualTo("{\"key\":\"m\",\"value\":" + printed + ",\"timestamp\":1,\"step\":2}");
  }

  @Test
  void anExperimentNamesItsWorkspaceAndLeavesOutNoTags() {
    assertThat(
            text(
                json ->
                    ExperimentJson.write(
                        json,
                        CatalogState.genesis().experiment(ExperimentId.DEFAULT).orElseThrow())))
        .isEqualTo(
            "{\"experiment_id\":\"0\",\"name\":\"Default\","
                + "\"artifact_location\":\"mlflow-artifacts:/0\",\"lifecycle_stage\":\"active\","
                + "\"last_update_time\":0,\"creation_time\":0,\"workspace\":\"default\"}");
  }

  @Test
  void anErrorMayQuoteHalfASurrogatePair() {
    assertThat(
            new String(
                ErrorAnswer.body(ErrorCode.BAD_REQUEST, "a\ud800\"b😀"), StandardCharsets.UTF_8))
        .isEqualTo("{\"error_code\":\"BAD_REQUEST\",\"message\":\"a?\\\"b😀\"}");
  }
}
