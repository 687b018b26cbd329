package dev.kiseki.store.cql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemaScriptsTest {
  private final SchemaScripts scripts =
      new SchemaScripts("k", Map.of("class", "NetworkTopologyStrategy", "dc'1", "3"));

  @Test
  void settingsAreFilledInAndQuoted() {
    assertThat(scripts.bootstrap().get(0))
        .isEqualTo(
            "CREATE KEYSPACE IF NOT EXISTS k WITH replication ="
                + " {'class': 'NetworkTopologyStrategy', 'dc''1': '3'} AND durable_writes = true");
  }

  @Test
  void everyStatementCanBeRunAgainAndNamesItsKeyspace() {
    for (int layout = 1; layout <= SchemaScripts.CURRENT; layout++) {
      assertThat(scripts.upgradeTo(layout))
          .isNotEmpty()
          .allSatisfy(
              cql ->
                  assertThat(cql)
                      // An option that is set again is as it was.
                      .matches(
                          "(?s)CREATE TABLE IF NOT EXISTS k\\..*"
                              + "|ALTER TABLE k\\.\\w+ (ADD IF NOT EXISTS|WITH) .*")
                      .doesNotContain("${", "--\n"));
    }
  }

  @Test
  void everyTableAndColumnOfTheConstantsIsDefined() {
    String all =
        IntStream.rangeClosed(1, SchemaScripts.CURRENT)
            .mapToObj(layout -> String.join("\n", scripts.upgradeTo(layout)))
            .collect(Collectors.joining());
    assertThat(all)
        .contains(TableNames.METRIC_CHUNKS)
        .contains(TableNames.RUN_ID + " text", TableNames.METRIC_KEY + " text")
        .contains(TableNames.FIRST_OFFSET + " bigint", TableNames.PART + " int")
        .contains(TableNames.LAST_OFFSET + " bigint", TableNames.POINT_COUNT + " int")
        .contains(TableNames.MIN_STEP + " bigint", TableNames.MAX_STEP + " bigint")
        .contains(TableNames.MIN_TIMESTAMP + " bigint", TableNames.MAX_TIMESTAMP + " bigint")
        .contains(TableNames.DATA + " blob", TableNames.FINE + " blob", TableNames.COARSE + " blob")
        .contains(TableNames.COARSEST + " blob");
  }

  @Test
  void noCommentHidesAStatementAndNoStringASemicolon() throws IOException {
    for (String file :
        new String[] {
          "0000-keyspace.cql",
          "0001-metric-history.cql",
          "0002-curve-outlines.cql",
          "0003-coarsest-outlines.cql",
          "0004-ask-another-copy.cql"
        }) {
      try (InputStream in = SchemaScripts.class.getResourceAsStream(file)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(text.lines().filter(line -> !line.strip().startsWith("--")))
            .allSatisfy(line -> assertThat(line).doesNotContain("--"));
        assertThat(text.lines().filter(line -> line.strip().matches("[^-].*;.*")))
            .allSatisfy(line -> assertThat(line).endsWith(";"));
      }
    }
  }

  @Test
  void theRowThatReachesFurtherHasTheLaterTimestamp() {
    assertThat(TableNames.chunkTimestamp(0, 1)).isPositive();
    assertThat(TableNames.chunkTimestamp(6, 1))
        .isGreaterThan(TableNames.chunkTimestamp(5, TableNames.POINTS_PER_CHUNK));
    assertThat(TableNames.chunkTimestamp(5, 11)).isGreaterThan(TableNames.chunkTimestamp(5, 10));
  }
}
