package dev.kiseki.event.rule;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;

/** Ids as callers write them. */
public final class Identifiers {
  private Identifiers() {}

  /**
   * An experiment id the way Python reads integers: blanks around it, a sign and single underscores
   * between digits pass ({@code _parse_experiment_id}).
   *
   * @throws TrackingException {@code INVALID_PARAMETER_VALUE} when it is no integer; {@code
   *     RESOURCE_DOES_NOT_EXIST} for integers that no experiment can have, where MLflow fails with
   *     500
   */
  public static ExperimentId experiment(String text) {
    String number = text.strip();
    if (!number.matches("[+-]?\\d+(_\\d+)*")) {
      throw TrackingException.invalid(
          "Invalid experiment ID '" + text + "'. Experiment ID must be a valid integer.");
    }
    try {
      return new ExperimentId(Long.parseLong(number.replace("_", "")));
    } catch (NumberFormatException e) {
      throw unknownExperiment(number);
    }
  }

  /** MLflow's refusal of an id that no experiment has. */
  public static TrackingException unknownExperiment(Object id) {
    return TrackingException.notFound("No Experiment with id=" + id + " exists");
  }

  /** MLflow's refusal of an id that no run has. */
  public static TrackingException unknownRun(Object id) {
    return TrackingException.notFound("Run with id=" + id + " not found");
  }

  /** MLflow's refusal of an id that no logged model has. */
  public static TrackingException unknownModel(Object id) {
    return TrackingException.notFound("Logged model with ID '" + id + "' not found.");
  }

  /**
   * The form of run ids that log-batch checks, and no other route ({@code _validate_run_id}): a
   * letter or digit of ASCII, then up to 255 word characters or dashes.
   */
  public static void runForm(String id) {
    boolean good = !id.isEmpty() && id.charAt(0) < 128 && Character.isLetterOrDigit(id.charAt(0));
    good &= !Lengths.longer(id, 256);
    for (int i = 0; good && i < id.length(); i += Character.charCount(id.codePointAt(i))) {
      int c = id.codePointAt(i);
      good = c == '-' || EntityKeys.word(c);
    }
    if (!good) {
      throw TrackingException.invalid(
          "Invalid value " + PythonText.json(id) + " for parameter 'run_id' supplied.");
    }
  }
}
