package dev.kiseki.query.bind;

import dev.kiseki.query.bind.RecordedTable.Outcome;
import dev.kiseki.query.bind.RecordedTable.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where Kiseki answers otherwise than MLflow on purpose, and why. */
final class Differences {
  enum Reason {
    /** Refused by both, in other words: there the lexer's, or a worse hint. */
    WORDS,
    /** Refused there and accepted here: the language is larger, or it can mean only one thing. */
    WIDER,
    /** Accepted there by overlooking a part of the text; refused here. */
    OVERLOOKED,
    /** An unforeseen Python exception there. */
    CRASH,
    /** The same meaning, in another form. */
    FORM,
    /** Passes the recorded parser and is refused by the store behind it. */
    LATER
  }

  record Difference(Row ours, Reason reason) {}

  private Differences() {}

  /** By input. */
  static Map<String, Difference> load(String name) {
    try (InputStream in =
        Differences.class.getResourceAsStream("/deliberate-differences/" + name + ".tsv")) {
      Map<String, Difference> differences = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> List.of(line.split("\t", -1)))
          .forEach(cells -> add(differences, cells));
      return differences;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Map<String, Difference> differences, List<String> cells) {
    Row ours =
        new Row(
            RecordedTable.unescape(cells.get(1)),
            Outcome.valueOf(cells.get(2)),
            RecordedTable.unescape(cells.get(3)));
    if (differences.put(ours.input(), new Difference(ours, Reason.valueOf(cells.get(0)))) != null) {
      throw new IllegalArgumentException("twice: " + ours.input());
    }
  }
}
