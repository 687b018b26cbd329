package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Kiseki's state takes, by its own metrics.
 *
 * @param documents bytes of runs as they are stored
 * @param index bytes of what searches walk along
 */
record StateSize(double documents, double index) {
  private static final Pattern BYTES =
      Pattern.compile("^kiseki_state_bytes\\{.*family=\"(\\w+)\".*\\} (\\S+)$", Pattern.MULTILINE);

  /** Empty when the server has no such metrics. */
  static Optional<StateSize> of(URI server) throws IOException {
    try (HttpConnection http = new HttpConnection(server)) {
      HttpConnection.Answer answer = http.get("/metrics");
      return answer.status() == 200 ? parse(answer.text()) : Optional.empty();
    }
  }

  static Optional<StateSize> parse(String metrics) {
    double documents = Double.NaN;
    double index = Double.NaN;
    for (Matcher line = BYTES.matcher(metrics); line.find(); ) {
      double bytes = Double.parseDouble(line.group(2));
      switch (line.group(1)) {
        case "runs" -> documents = bytes;
        case "index" -> index = bytes;
        default -> {}
      }
    }
    return Double.isNaN(documents + index)
        ? Optional.empty()
        : Optional.of(new StateSize(documents, index));
  }

  /** What came since, for each of so many runs. */
  String perRunSince(StateSize before, int runs) {
    return String.format(
        Locale.ROOT,
        "%,.0f bytes of index and %,.0f of document per run, as RocksDB holds them",
        (index - before.index) / runs,
        (documents - before.documents) / runs);
  }
}
