package dev.kiseki.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Figures as Markdown. */
final class Tables {
  private Tables() {}

  static String of(List<Figures> all) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| work | body | rate | p50 ms | p90 ms | p99 ms | max ms | CPU stolen | read back |\n");
    table.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for (Figures f : all) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d B | %s | %s | %s | %s | %s | %s | %,d |%n",
              f.title(),
              f.bytes(),
              f.rateText(),
              Figures.ms(f.p50()),
              Figures.ms(f.p90()),
              Figures.ms(f.p99()),
              Figures.ms(f.max()),
              f.stolenText(),
              f.readBack()));
    }
    return table.toString();
  }

  /** Two servers side by side; a ratio above 1 means that the second is better. */
  static String sideBySide(
      String firstName, List<Figures> first, String secondName, List<Figures> second) {
    Map<String, Figures> others =
        second.stream().collect(Collectors.toMap(Figures::name, Function.identity()));
    StringBuilder table = new StringBuilder();
    table.append("| work | %s | %s | ratio |%n".formatted(firstName, secondName));
    table.append("| --- | ---: | ---: | ---: |\n");
    for (Figures a : first) {
      Figures b = others.get(a.name());
      if (b != null) {
        table.append(row(a.title() + ", rate", a.rateText(), b.rateText(), b.rate() / a.rate()));
        table.append(row(a.title() + ", p50", p(a.p50()), p(b.p50()), a.p50() / b.p50()));
        table.append(row(a.title() + ", p99", p(a.p99()), p(b.p99()), a.p99() / b.p99()));
        table.append(
            "| %s, CPU stolen | %s | %s | |%n"
                .formatted(a.title(), a.stolenText(), b.stolenText()));
      }
    }
    return table.toString();
  }

  private static String p(double ms) {
    return Figures.ms(ms) + " ms";
  }

  private static String row(String title, String first, String second, double ratio) {
    return String.format(Locale.ROOT, "| %s | %s | %s | %.1f |%n", title, first, second, ratio);
  }
}
