package dev.kiseki.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * What came out of a query, or of a read of history. Percentiles in milliseconds.
 *
 * @param rows of an answer; of all pages when paging
 * @param requests measured ones
 * @param seconds from the first measured request to the last answer
 * @param stolen as in {@link Figures}
 */
record SearchFigures(
    String name,
    String title,
    double p50,
    double p99,
    double max,
    int rows,
    int requests,
    double seconds,
    double stolen) {

  /** Figures of one server or one number of runs. */
  record Column(String title, List<SearchFigures> figures) {}

  /** The same under another name. */
  SearchFigures called(String otherName, String otherTitle) {
    return new SearchFigures(otherName, otherTitle, p50, p99, max, rows, requests, seconds, stolen);
  }

  /** One line of a file that another run of the program can read back. */
  String toLine() {
    return name + "\t" + title + "\t" + p50 + "\t" + p99 + "\t" + max + "\t" + rows + "\t"
        + requests + "\t" + seconds + "\t" + stolen;
  }

  static SearchFigures ofLine(String line) {
    String[] f = line.split("\t", -1);
    if (f.length != SearchFigures.class.getRecordComponents().length) {
      throw new IllegalArgumentException("not a line of a search's figures: " + line);
    }
    double[] n = Arrays.stream(f).skip(2).mapToDouble(Double::parseDouble).toArray();
    return new SearchFigures(f[0], f[1], n[0], n[1], n[2], (int) n[3], (int) n[4], n[5], n[6]);
  }

  static String table(List<SearchFigures> all) {
    StringBuilder table = new StringBuilder();
    table.append("| query | p50 ms | p99 ms | max ms | rows | requests | CPU stolen |\n");
    table.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (SearchFigures f : all) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %,d | %,d | %s |%n",
              f.title,
              Figures.ms(f.p50),
              Figures.ms(f.p99),
              Figures.ms(f.max),
              f.rows,
              f.requests,
              Figures.percent(f.stolen)));
    }
    return table.toString();
  }

  /** Columns side by side; the ratio is the first p50 over the second one. */
  static String sideBySide(List<Column> columns) {
    List<Map<String, SearchFigures>> byName =
        columns.stream().map(c -> c.figures.stream().collect(byName())).toList();
    StringBuilder table = new StringBuilder("| query, p50 (p99) ms, CPU stolen |");
    columns.forEach(c -> table.append(" ").append(c.title).append(" |"));
    table.append(" ratio |\n| --- |").append(" ---: |".repeat(columns.size() + 1)).append('\n');
    for (SearchFigures first : columns.get(0).figures) {
      table.append("| ").append(first.title).append(" |");
      for (Map<String, SearchFigures> column : byName) {
        SearchFigures f = column.get(first.name);
        table.append(f == null ? " |" : " " + f.cell() + " |");
      }
      SearchFigures second = byName.get(1).get(first.name);
      table.append(
          second == null
              ? " |\n"
              : String.format(Locale.ROOT, " %.1f |%n", first.p50 / second.p50));
    }
    return table.toString();
  }

  private String cell() {
    String text =
        "%s (%s), %s".formatted(Figures.ms(p50), Figures.ms(p99), Figures.percent(stolen));
    return name.equals(Query.PAGING.name())
        ? text + String.format(Locale.ROOT, ", all in %.1f s", seconds)
        : text;
  }

  private static Collector<SearchFigures, ?, Map<String, SearchFigures>> byName() {
    return Collectors.toMap(SearchFigures::name, Function.identity());
  }
}
