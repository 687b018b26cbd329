package dev.kiseki.standalone.doctor;

import dev.kiseki.standalone.launch.HandedSettings;
import dev.kiseki.standalone.launch.LaunchFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code ./kiseki doctor} was told.
 *
 * @param json an object a check instead of a line
 * @param makeBucket make a bucket that is missing, as ingest-api does at its start
 * @param systems which to look at
 * @param settings the services' settings, before those of the environment
 * @param jvm system properties that the services' JVM would have
 */
record DoctorOptions(
    boolean json,
    boolean makeBucket,
    Set<String> systems,
    Map<String, String> settings,
    Map<String, String> jvm,
    Place place) {
  static final List<String> SYSTEMS = List.of("s3", "kafka", "cassandra");

  DoctorOptions {
    settings = Map.copyOf(settings);
    jvm = Map.copyOf(jvm);
  }

  static DoctorOptions parse(List<String> args) throws IOException {
    List<String> rest = new ArrayList<>(args);
    boolean json = rest.remove("--json");
    boolean makeBucket = rest.remove("--make-bucket");
    if (rest.remove("--deployed")) {
      Map<String, String> given = pairs(rest);
      Set<String> only = named(given.remove("only"));
      for (String key : given.keySet()) {
        if (!key.startsWith("kiseki.") && !key.startsWith("micronaut.")) {
          throw new DoctorFailure(
              "'--" + key + "' is not an option of doctor --deployed; see ./kiseki help.");
        }
      }
      return new DoctorOptions(json, makeBucket, only, given, Map.of(), Place.DEPLOYED);
    }
    try {
      HandedSettings handed = HandedSettings.of(rest);
      Set<String> systems = new LinkedHashSet<>(SYSTEMS);
      systems.retainAll(handed.only());
      if (systems.isEmpty()) {
        throw new DoctorFailure("--only names none of " + String.join(", ", SYSTEMS) + ".");
      }
      return new DoctorOptions(
          json,
          makeBucket,
          systems,
          handed.services(),
          handed.jvm(),
          new Place(Optional.of(handed.data()), handed.names()));
    } catch (LaunchFailure e) {
      throw new DoctorFailure(e.getMessage());
    }
  }

  private static Map<String, String> pairs(List<String> args) {
    Map<String, String> pairs = new HashMap<>();
    Deque<String> rest = new ArrayDeque<>(args);
    while (!rest.isEmpty()) {
      String arg = rest.remove();
      if (!arg.startsWith("--")) {
        throw new DoctorFailure("'" + arg + "' is not an option; see ./kiseki help.");
      }
      int equals = arg.indexOf('=');
      String value = equals < 0 ? rest.poll() : arg.substring(equals + 1);
      if (value == null) {
        throw new DoctorFailure("The option " + arg + " needs a value.");
      }
      pairs.put(arg.substring(2, equals < 0 ? arg.length() : equals), value);
    }
    return pairs;
  }

  private static Set<String> named(String list) {
    if (list == null) {
      return new LinkedHashSet<>(SYSTEMS);
    }
    Set<String> only = new LinkedHashSet<>(SYSTEMS);
    List<String> wanted = List.of(list.split(",", -1));
    only.retainAll(wanted);
    if (only.size() != wanted.size()) {
      throw new DoctorFailure("--only knows " + String.join(", ", SYSTEMS) + ".");
    }
    return only;
  }

  /** Without settings: among them are secrets. */
  @Override
  public String toString() {
    return "DoctorOptions[" + systems + ", " + place.data() + "]";
  }
}
