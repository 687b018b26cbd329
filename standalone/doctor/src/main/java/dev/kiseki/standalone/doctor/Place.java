package dev.kiseki.standalone.doctor;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the services run, for advice that fits.
 *
 * @param data the folder of a local Kiseki; empty for services run apart
 * @param names what a setting of the services is called there, if otherwise
 */
record Place(Optional<Path> data, Map<String, String> names) {
  static final Place DEPLOYED = new Place(Optional.empty(), Map.of());

  Place {
    names = Map.copyOf(names);
  }

  /** What to do when nobody answers. */
  String away(String system, String setting) {
    return data.map(
            dir ->
                "Is it running? ./kiseki up --data %1$s starts it, and %1$s/logs/%2$s.log says why it ended. If it listens elsewhere, correct %3$s."
                    .formatted(dir, system, setting))
        .orElse(
            "Is it running, may this machine reach it, and does %s name it?".formatted(setting));
  }

  /** The text with settings called as they are called here. */
  String named(String text) {
    String result = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      result =
          result.replaceAll(
              "(?<![\\w.-])" + Pattern.quote(name.getKey()) + "(?![\\w-])", name.getValue());
    }
    return result;
  }
}
