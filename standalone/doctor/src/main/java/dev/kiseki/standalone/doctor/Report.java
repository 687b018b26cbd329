package dev.kiseki.standalone.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Prints findings as they come, and counts them. */
final class Report implements Consumer<Finding> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final boolean json;
  private final Place place;
  private int checks;
  private int failed;
  private int warnings;
  private int skipped;

  /**
   * @param json an object a line, for machines
   */
  Report(PrintStream out, boolean json, Place place) {
    this.out = out;
    this.json = json;
    this.place = place;
  }

  @Override
  public void accept(Finding finding) {
    checks++;
    Outcome outcome = finding.outcome();
    String word = "ok";
    Optional<String> advice = Optional.empty();
    if (outcome instanceof Outcome.Failed failure) {
      failed++;
      word = "FAILED";
      advice = Optional.of(place.named(failure.advice()));
    } else if (outcome instanceof Outcome.Warning warning) {
      warnings++;
      word = "warning";
      advice = Optional.of(place.named(warning.advice()));
    } else if (outcome instanceof Outcome.Skipped) {
      skipped++;
      word = "skipped";
    }
    if (json) {
      ObjectNode line = JSON.createObjectNode();
      line.put("system", finding.system())
          .put("check", finding.check())
          .put("outcome", word)
          .put("seen", outcome.seen())
          .put("millis", finding.millis());
      advice.ifPresent(text -> line.put("advice", text));
      out.println(line);
    } else {
      out.printf(
          "%-7s %-9s %-13s %6d ms  %s%n",
          word, finding.system(), finding.check(), finding.millis(), outcome.seen());
      advice.ifPresent(text -> out.println("        -> " + text));
    }
    out.flush();
  }

  /** The last line, for people. */
  void end() {
    if (!json) {
      out.printf(
          "%s %d checks: %d failed, %d with a warning, %d skipped.%n",
          failed > 0 ? "Not all right." : "All right.", checks, failed, warnings, skipped);
    }
  }

  boolean allRight() {
    return failed == 0;
  }
}
