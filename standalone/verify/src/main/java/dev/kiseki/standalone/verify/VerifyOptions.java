package dev.kiseki.standalone.verify;

import dev.kiseki.standalone.launch.LaunchFailure;
import dev.kiseki.standalone.launch.ToolOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code ./kiseki verify-artifacts} was told.
 *
 * @param prefix of the keys to look at
 * @param content read every file
 * @param readers files to read at once
 * @param json an object a finding instead of a line
 * @param most findings to print
 * @param settings the services' settings, before those of the environment
 * @param jvm system properties that the services' JVM would have
 */
record VerifyOptions(
    String prefix,
    boolean content,
    int readers,
    boolean json,
    long most,
    Map<String, String> settings,
    Map<String, String> jvm) {
  private static final long MOST = 100;
  private static final int READERS = 8;
  private static final int MOST_READERS = 64;
  private static final Set<String> FLAGS = Set.of("--json", "--content");
  private static final Set<String> WITH_VALUE = Set.of("--prefix", "--most", "--readers");

  VerifyOptions {
    settings = Map.copyOf(settings);
    jvm = Map.copyOf(jvm);
  }

  static VerifyOptions parse(List<String> args) throws IOException {
    ToolOptions told;
    try {
      told = ToolOptions.parse("verify-artifacts", args, FLAGS, WITH_VALUE);
    } catch (LaunchFailure e) {
      throw new VerifyFailure(e.getMessage());
    }
    Map<String, String> own = told.own();
    return new VerifyOptions(
        own.getOrDefault("--prefix", ""),
        told.has("--content"),
        (int) number("--readers", own.get("--readers"), READERS, 1, MOST_READERS),
        told.has("--json"),
        number("--most", own.get("--most"), MOST, 0, Long.MAX_VALUE),
        told.settings(),
        told.jvm());
  }

  private static long number(String option, String text, long unset, long least, long most) {
    try {
      long given = text == null ? unset : Long.parseLong(text);
      if (given >= least && given <= most) {
        return given;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    String upTo = most == Long.MAX_VALUE ? " on" : " to " + most;
    throw new VerifyFailure(
        option + " must be a number from " + least + upTo + ", not " + text + ".");
  }

  /** Without settings: among them are secrets. */
  @Override
  public String toString() {
    return "VerifyOptions[" + prefix + "]";
  }
}
