package dev.kiseki.standalone.demo;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines of text in columns, the first column to the left, the others to the right. */
final class Table {
  private Table() {}

  /**
   * @param rows the header first; all of the same length
   */
  static String of(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    String rule =
        IntStream.of(widths).mapToObj("-"::repeat).collect(Collectors.joining("  ")) + "\n";
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      List<String> row = rows.get(r);
      text.append(
          IntStream.range(0, widths.length)
              .mapToObj(c -> padded(row.get(c), widths[c], c == 0))
              .collect(Collectors.joining("  ")));
      text.append('\n');
      if (r == 0) {
        text.append(rule);
      }
    }
    return text.toString();
  }

  private static String padded(String text, int width, boolean left) {
    String space = " ".repeat(width - text.length());
    return left ? text + space : space + text;
  }
}
