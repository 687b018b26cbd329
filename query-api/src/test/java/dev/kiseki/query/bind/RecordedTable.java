package dev.kiseki.query.bind;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What MLflow 3.17.2's own parser made of a text, recorded by calling it. Sets in its messages are
 * sorted, since Python prints them in random order.
 */
record RecordedTable(List<Row> rows) {

  /**
   * @param accepted what it means, {@code entity key OPERATOR value} joined by {@code &}; or the
   *     message, when refused
   */
  record Row(String input, Outcome outcome, String accepted) {}

  enum Outcome {
    OK,
    REFUSED,
    /** Not foreseen there: a Python exception, HTTP 500. */
    CRASH
  }

  static RecordedTable load(String name) {
    try (InputStream in =
        RecordedTable.class.getResourceAsStream("/mlflow-3.17.2/" + name + ".tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new RecordedTable(text.lines().map(RecordedTable::row).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    List<String> cells = List.of(line.split("\t", -1));
    return new Row(unescape(cells.get(0)), Outcome.valueOf(cells.get(1)), unescape(cells.get(2)));
  }

  static String unescape(String cell) {
    StringBuilder text = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (!escaped && c == '\\') {
        escaped = true;
        continue;
      }
      text.append(escaped ? meant(c) : c);
      escaped = false;
    }
    return text.toString();
  }

  private static char meant(char escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> escaped;
    };
  }
}
