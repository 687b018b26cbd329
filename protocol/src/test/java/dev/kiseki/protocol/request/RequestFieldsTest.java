package dev.kiseki.protocol.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunStatus;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are what a stock 3.17.2 server answered to the same bodies. */
final class RequestFieldsTest {
  private static final String SEE =
      " See the API docs for more information about request parameters.";

  private static RequestFields body(String json) {
    return RequestReader.readBody(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(TrackingException.class).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1          | 1                        | int",
        "1.5        | 1.5                      | float",
        "1e16       | 1e+16                    | float",
        "true       | true                     | bool",
        "[]         | []                       | list",
        "[\"a\", 2] | [\"a\",2]                | list",
        "{}         | {}                       | dict",
        "{\"b\": 1, \"a\": \"é\"} | {\"a\":\"\\u00e9\",\"b\":1} | dict",
        "NaN        | NaN                      | float",
        "123456789012345678901234567890 | 123456789012345678901234567890 | int",
      })
  void aTextOfAnotherTypeIsQuotedAsPythonPrintsIt(String sent, String quoted, String type) {
    refused(
        () -> body("{\"run_id\": " + sent + "}").requiredText("run_id"),
        "Invalid value "
            + quoted
            + " for parameter 'run_id' supplied:  Hint: Value was of type '"
            + type
            + "'."
            + SEE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "null",
        "{\"run_id\": null}",
        "{\"run_id\": \"\"}",
        "{\"run_id\": ",
        "{\"runId\": \"a\"}",
        "{\"run_id\": \"a\"} x",
        "{\"run_id\": \"a\nb\"}",
        "{\"run_id\": \"\", \"run_uuid\": \"a\"}"
      })
  void whatIsMissingEmptyOrNotJsonIsMissing(String json) {
    refused(
        () -> body(json).requiredText("run_id", "run_uuid"),
        "Missing value for required parameter 'run_id'." + SEE);
  }

  @Test
  void bytesThatAreNoTextCountAsNoBody() {
    refused(
        () -> RequestReader.readBody(new byte[] {'{', (byte) 0xff, '}'}).requiredText("run_id"),
        "Missing value for required parameter 'run_id'." + SEE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "[1]", "5", "true", "\"x\"", "\"[]\"", "\"5\"", "\"\\\"{}\\\"\"", "1.5"})
  void aBodyThatIsNoObjectIsRefused(String json) {
    refused(() -> body(json), "Bad Request. The request body must be a JSON object.");
  }

  @Test
  void jsonInsideAJsonStringIsUnwrapped() {
    assertThat(body("\"{\\\"run_id\\\":\\\"q\\\"}\"").requiredText("run_id")).isEqualTo("q");
  }

  @Test
  void theOlderNameCountsWhenTheNewOneIsAbsentOrNull() {
    assertThat(body("{\"run_uuid\": \"u\"}").requiredText("run_id", "run_uuid")).isEqualTo("u");
    assertThat(body("{\"run_id\": null, \"run_uuid\": \"u\"}").requiredText("run_id", "run_uuid"))
        .isEqualTo("u");
    refused(
        () -> body("{\"run_uuid\": 5}").requiredText("run_id", "run_uuid"),
        "Invalid value 5 for parameter 'run_id' supplied:  Hint: Value was of type 'int'." + SEE);
  }

  @Test
  void theLastOfRepeatedNamesWins() {
    assertThat(body("{\"run_id\": \"a\", \"run_id\": \"b\"}").requiredText("run_id"))
        .isEqualTo("b");
  }

  @Test
  void optionalFieldsMayBeCamelCaseButNotInBothSpellings() {
    assertThat(body("{\"endTime\": 5}").int64("end_time")).hasValue(5);
    refused(
        () -> body("{\"run_id\": \"a\", \"runId\": \"a\"}").requiredText("run_id"),
        "Request specifies both 'run_id' and 'runId'; provide only one of them.");
    refused(
        () ->
            body("{\"metrics\": [{\"model_id\": \"a\", \"modelId\": \"b\"}]}")
                .objects("metrics")
                .get(0)
                .text("model_id"),
        "Request specifies both 'model_id' and 'modelId'; provide only one of them.");
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "'\"5\"', 5",
    "'\"+5\"', 5",
    "1.0, 1",
    "1e3, 1000",
    "'\"1.0\"', 1",
    "-9223372036854775808, -9223372036854775808",
    "9223372036854775807, 9223372036854775807"
  })
  void integersMayComeAsTextOrWithAZeroFraction(String sent, long meant) {
    assertThat(body("{\"step\": " + sent + "}").int64("step")).isEqualTo(OptionalLong.of(meant));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"x\",str",
        "\"\",str",
        "1.5,float",
        "9223372036854775808,int",
        "\"9223372036854775808\",str",
        "\"1 2\",str",
        "true,bool",
        "[1],list",
        "{},dict",
        "1e300,float",
        "\"1e999999999\",str"
      })
  void otherIntegersAreRefused(String sent, String type) {
    String quoted = sent.equals("1e300") ? "1e+300" : sent;
    refused(
        () -> body("{\"step\": " + sent + "}").int64("step"),
        "Invalid value "
            + quoted
            + " for parameter 'step' supplied:  Hint: Value was of type '"
            + type
            + "'."
            + SEE);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "-0.0, -0.0",
    "true, 1.0",
    "false, 0.0",
    "'\"1.5\"', 1.5",
    "'\" 1e3 \"', 1000",
    "'\"1_0\"', 10",
    "'\".5\"', 0.5",
    "'\"5.\"', 5",
    "'\"NaN\"', NaN",
    "'\"-NaN\"', NaN",
    "'\"Infinity\"', Infinity",
    "'\"-Infinity\"', -Infinity",
    "'\"inf\"', Infinity",
    "'\"1e400\"', Infinity",
    "123456789012345678901234567890, 1.2345678901234568E29"
  })
  void numbersComeInManyForms(String sent, double meant) {
    assertThat(body("{\"value\": " + sent + "}").requiredFloat64("value"))
        .isEqualTo(Double.valueOf(meant));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"x\",\"x\",str",
        "\"nan\",\"nan\",str",
        "\"0x1\",\"0x1\",str",
        "\"1f\",\"1f\",str",
        "\"_1\",\"_1\",str",
        "\"é\",\"\\u00e9\",str",
        "NaN,NaN,float",
        "1e400,Infinity,float",
        "[1],[1],list",
        "{},{},dict"
      })
  void otherNumbersAreRefused(String sent, String quoted, String type) {
    refused(
        () -> body("{\"value\": " + sent + "}").requiredFloat64("value"),
        "Invalid value "
            + quoted
            + " for parameter 'value' supplied:  Hint: Value was of type '"
            + type
            + "'."
            + SEE);
  }

  @ParameterizedTest
  @CsvSource({"'\"FINISHED\"', FINISHED", "3, FINISHED", "'\"3\"', FINISHED", "3.0, FINISHED"})
  void enumerationsComeByNameOrNumber(String sent, RunStatus meant) {
    assertThat(status(sent)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"BOGUS\"", "\"finished\"", "\"99\"", "\"\"", "null"})
  void anUnknownNameIsAsGoodAsAbsent(String sent) {
    assertThat(status(sent)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"99, int", "0, int", "[], list", "1.5, float"})
  void anUnknownNumberIsRefused(String sent, String type) {
    refused(
        () -> status(sent),
        "Invalid value "
            + sent
            + " for parameter 'status' supplied:  Hint: Value was of type '"
            + type
            + "'."
            + SEE);
  }

  private static java.util.Optional<RunStatus> status(String sent) {
    return body("{\"status\": " + sent + "}")
        .enumeration("status", RunStatus::ofName, RunStatus::ofNumber);
  }

  @Test
  void membersOfListsAreNamedByTheirPlace() {
    RequestFields fields =
        body("{\"params\": [{\"key\": \"a\", \"value\": 5}, 5], \"tags\": null, \"names\": [1]}");
    refused(
        () -> fields.objects("params"),
        "Invalid value 5 for parameter 'params[1]' supplied:  Hint: Value was of type 'int'."
            + SEE);
    refused(
        () -> body("{\"params\": [{\"value\": 5}]}").objects("params").get(0).requiredText("key"),
        "Missing value for required parameter 'params[0].key'." + SEE);
    refused(
        () -> fields.objects("tags"),
        "Invalid value null for parameter 'tags' supplied:  Hint: Value was of type 'NoneType'."
            + SEE);
    refused(
        () -> fields.texts("names"),
        "Invalid value 1 for parameter 'names[0]' supplied:  Hint: Value was of type 'int'." + SEE);
    assertThat(fields.texts("absent")).isEmpty();
  }

  @Test
  void halfASurrogatePairIsNoText() {
    refused(
        () -> body("{\"key\": \"\\ud800\"}").requiredText("key"),
        "Invalid value \"\\ud800\" for parameter 'key' supplied:  Hint: Value was of type 'str'."
            + SEE);
    assertThat(body("{\"key\": \"\\ud83d\\ude00\"}").requiredText("key")).isEqualTo("😀");
  }

  @Test
  void aDeepBodyCountsAsNoBody() {
    refused(
        () -> body("{\"run_id\": \"a\", \"x\": " + "[".repeat(5000)).requiredText("run_id"),
        "Missing value for required parameter 'run_id'." + SEE);
  }

  @Test
  void aBodyMayBeInAnyUnicodeEncoding() {
    byte[] utf16 = "{\"run_id\": \"é\"}".getBytes(StandardCharsets.UTF_16);
    assertThat(RequestReader.readBody(utf16).requiredText("run_id")).isEqualTo("é");
  }
}
