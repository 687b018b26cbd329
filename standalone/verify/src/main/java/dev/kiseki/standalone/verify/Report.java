package dev.kiseki.standalone.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Prints findings as they come, so many at most, and what there was in all. */
final class Report implements Consumer<Finding> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final boolean json;
  private final long most;
  private long printed;

  /**
   * @param json an object a line, for machines
   */
  Report(PrintStream out, boolean json, long most) {
    this.out = out;
    this.json = json;
    this.most = most;
  }

  @Override
  public void accept(Finding finding) {
    if (printed == most) {
      return;
    }
    printed++;
    Trouble trouble = finding.trouble();
    if (json) {
      ObjectNode line = JSON.createObjectNode();
      line.put("finding", trouble.words())
          .put("severity", severity(trouble))
          .put("key", finding.key())
          .put("recorded_size", finding.recorded().size())
          .put("recorded_at", at(finding.recorded().recordedAt()).toString());
      finding.recorded().etag().ifPresent(etag -> line.put("recorded_etag", etag));
      finding
          .found()
          .ifPresent(
              found ->
                  line.put("found_size", found.size())
                      .put("found_etag", found.etag())
                      .put("changed_at", found.changed().toString()));
      out.println(line.put("advice", trouble.advice()));
    } else {
      out.printf(
          "%-7s %s: %s (recorded %s with %d bytes%s). %s%n",
          severity(trouble),
          trouble.words(),
          finding.key(),
          at(finding.recorded().recordedAt()),
          finding.recorded().size(),
          finding
              .found()
              .map(
                  found ->
                      ", found %d, written %s"
                          .formatted(found.size(), found.changed().truncatedTo(ChronoUnit.SECONDS)))
              .orElse(""),
          trouble.advice());
    }
    out.flush();
  }

  /** The last line. */
  void end(Tally tally) {
    if (json) {
      ObjectNode line = JSON.createObjectNode().put("summary", tally.allRight());
      line.put("compared", tally.compared())
          .put("bytes", tally.comparedBytes())
          .put("content_bytes", tally.bytesRead())
          .put("unrecorded", tally.unrecordedObjects())
          .put("not_printed", tally.all() - printed);
      for (Trouble trouble : Trouble.values()) {
        line.put(trouble.words().replace(' ', '_'), tally.of(trouble));
      }
      out.println(line);
    } else {
      if (tally.all() > printed) {
        out.printf(
            "%d findings more are not printed; --most N prints more.%n", tally.all() - printed);
      }
      StringBuilder counts = new StringBuilder();
      for (Trouble trouble : Trouble.values()) {
        counts.append(", ").append(tally.of(trouble)).append(' ').append(trouble.words());
      }
      out.printf(
          "%s %d recorded objects compared%s%s. %d in the bucket without a record.%n",
          tally.allRight() ? "All right." : "Not all right.",
          tally.compared(),
          tally.bytesRead() > 0 ? " and %d bytes read".formatted(tally.bytesRead()) : "",
          counts,
          tally.unrecordedObjects());
    }
    out.flush();
  }

  private static String severity(Trouble trouble) {
    return trouble.error() ? "ERROR" : "warning";
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS);
  }
}
