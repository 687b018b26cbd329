package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A look at a Kiseki's metrics; NaN for what it does not tell.
 *
 * @param heap bytes in use
 * @param waiting bytes of points that wait for Cassandra
 * @param most how many may
 * @param uncommitted bytes that wait for a commit
 * @param stored runs whose points were written to Cassandra, since its start
 * @param rows written to Cassandra since its start, merged ones included
 * @param lag records that are not folded yet
 * @param pending bytes of waiting points in RocksDB's files, compressed
 */
record ServerFigures(
    double heap,
    double waiting,
    double most,
    double uncommitted,
    double stored,
    double rows,
    double lag,
    double pending) {

  static ServerFigures of(URI server) throws IOException {
    try (HttpConnection http = new HttpConnection(server)) {
      return parse(Mlflow.ok(http.get("/metrics")));
    }
  }

  static ServerFigures parse(String metrics) {
    return new ServerFigures(
        sum(metrics, "jvm_memory_used_bytes\\{[^}]*area=\"heap\"[^}]*\\}"),
        sum(metrics, "kiseki_history_waiting_bytes(?:\\{[^}]*\\})?"),
        sum(metrics, "kiseki_history_waiting_most(?:\\{[^}]*\\})?"),
        sum(metrics, "kiseki_fold_uncommitted_bytes(?:\\{[^}]*\\})?"),
        sum(metrics, "kiseki_history_writes_total\\{[^}]*outcome=\"stored\"[^}]*\\}"),
        sum(metrics, "kiseki_history_rows_total\\{[^}]*\\}"),
        sum(metrics, "kiseki_fold_lag(?:\\{[^}]*\\})?"),
        sum(metrics, "kiseki_state_bytes\\{[^}]*family=\"pending\"[^}]*\\}"));
  }

  /** Of all lines with a name, which is a regular expression; NaN when there is none. */
  static double sum(String metrics, String name) {
    Matcher line = Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    double sum = 0;
    boolean found = false;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
      found = true;
    }
    return found ? sum : Double.NaN;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "heap %.0f MB, waiting %.1f of %.0f MB (%.1f MB in files), uncommitted %.1f MB, lag %.0f,"
            + " runs stored %.0f",
        heap / 1e6,
        waiting / 1e6,
        most / 1e6,
        pending / 1e6,
        uncommitted / 1e6,
        lag,
        stored);
  }
}
