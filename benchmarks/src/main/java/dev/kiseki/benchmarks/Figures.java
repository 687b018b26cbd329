package dev.kiseki.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * What came out of a workload. Times in milliseconds, rates per second, of the measured time alone.
 *
 * @param bytes size of one request body
 * @param stolen share of the machine's CPU time that its host gave to others meanwhile; NaN =
 *     unknown
 * @param readBack points or runs that were acknowledged and found again, warm-up included
 */
record Figures(
    String name,
    String title,
    int bytes,
    double requestRate,
    double pointRate,
    double p50,
    double p90,
    double p99,
    double max,
    double stolen,
    long readBack) {

  private static final int FIELDS = 11;

  /** One line of a file that another run of the program can read back. */
  String toLine() {
    return String.join(
        "\t",
        List.of(
            name,
            title,
            bytes + "",
            requestRate + "",
            pointRate + "",
            p50 + "",
            p90 + "",
            p99 + "",
            max + "",
            stolen + "",
            readBack + ""));
  }

  static Figures ofLine(String line) {
    String[] f = line.split("\t", -1);
    if (f.length != FIELDS) {
      throw new IllegalArgumentException("not a line of figures: " + line);
    }
    return new Figures(
        f[0],
        f[1],
        Integer.parseInt(f[2]),
        Double.parseDouble(f[3]),
        Double.parseDouble(f[4]),
        Double.parseDouble(f[5]),
        Double.parseDouble(f[6]),
        Double.parseDouble(f[7]),
        Double.parseDouble(f[8]),
        Double.parseDouble(f[9]),
        Long.parseLong(f[10]));
  }

  /** Points where the workload logs points, requests elsewhere. */
  double rate() {
    return pointRate > requestRate ? pointRate : requestRate;
  }

  String rateText() {
    return String.format(
        Locale.ROOT, "%,.0f %s", rate(), pointRate > requestRate ? "points/s" : "requests/s");
  }

  String stolenText() {
    return percent(stolen);
  }

  static String percent(double share) {
    return Double.isNaN(share) ? "?" : String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  static String ms(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
