package dev.kiseki.store.cql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The numbered scripts, filled in for one keyspace. Script n leads from layout n - 1 to n. */
public final class SchemaScripts {
  /** The layout this build reads and writes. */
  public static final int CURRENT = 4;

  private static final List<String> FILES =
      List.of(
          "0000-keyspace.cql",
          "0001-metric-history.cql",
          "0002-curve-outlines.cql",
          "0003-coarsest-outlines.cql",
          "0004-ask-another-copy.cql");

  private final String keyspace;
  private final String replication;

  /**
   * @param keyspace an unquoted name
   * @param replication options of the keyspace, such as class and replication_factor
   */
  public SchemaScripts(String keyspace, Map<String, String> replication) {
    this.keyspace = keyspace;
    this.replication =
        new TreeMap<>(replication)
            .entrySet().stream()
                .map(e -> quoted(e.getKey()) + ": " + quoted(e.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Statements that make the keyspace and the table of versions, to be run in any case. */
  public List<String> bootstrap() {
    return statements(0);
  }

  /** Statements of the script that leads to this layout, 1 to {@link #CURRENT}. */
  public List<String> upgradeTo(int layout) {
    return statements(layout);
  }

  private List<String> statements(int number) {
    String text =
        read(FILES.get(number))
            .lines()
            .filter(line -> !line.strip().startsWith("--"))
            .collect(Collectors.joining("\n"))
            .replace("${keyspace}", keyspace)
            .replace("${replication}", replication);
    List<String> statements = new ArrayList<>();
    // No string in a script holds a semicolon; a test looks.
    for (int from = 0, to = text.indexOf(';'); to >= 0; to = text.indexOf(';', from)) {
      statements.add(text.substring(from, to).strip());
      from = to + 1;
    }
    return List.copyOf(statements);
  }

  private static String read(String file) {
    try (InputStream in = SchemaScripts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
