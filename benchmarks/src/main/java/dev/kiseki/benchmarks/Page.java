package dev.kiseki.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer of runs/search.
 *
 * @param ids as the server calls the runs; none twice
 * @param runs the same runs by their place in the sweep, which their names tell
 * @param entries params, metrics and tags of all rows
 * @param next the token of the next page; empty on the last
 */
record Page(List<String> ids, List<Integer> runs, long entries, String next) {
  private static final Pattern ENTRY = Pattern.compile("\"key\"\\s*:");
  private static final Pattern NAME = Pattern.compile("\"run_name\"\\s*:\\s*\"([^\"]*)\"");

  static Page of(String json) throws IOException {
    List<String> ids = all(Mlflow.RUN_ID, json);
    List<String> names = all(NAME, json);
    if (ids.size() != names.size() || new HashSet<>(ids).size() < ids.size()) {
      throw new IOException("runs without a name or twice in one page");
    }
    List<Integer> runs = new ArrayList<>();
    for (String name : names) {
      runs.add(Sweep.ofName(name));
    }
    long entries = ENTRY.matcher(json).results().count();
    return new Page(ids, runs, entries, Mlflow.findOrEmpty(Mlflow.TOKEN, json));
  }

  /** Fails unless each row is a whole run: a server that leaves values out has less to do. */
  Page whole() throws IOException {
    if (entries < (long) ids.size() * Sweep.ENTRIES) {
      throw new IOException(
          "%d rows with %d params, metrics and tags: not whole runs"
              .formatted(ids.size(), entries));
    }
    return this;
  }

  private static List<String> all(Pattern pattern, String json) {
    List<String> found = new ArrayList<>();
    for (Matcher matcher = pattern.matcher(json); matcher.find(); ) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
