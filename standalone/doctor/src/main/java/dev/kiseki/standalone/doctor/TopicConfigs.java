package dev.kiseki.standalone.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Asks for the settings of topics. */
final class TopicConfigs {
  private TopicConfigs() {}

  /** By topic: settings by name, the broker's defaults too. */
  static Map<String, Map<String, String>> of(Admin admin, Set<String> topics)
      throws ExecutionException, InterruptedException {
    Map<String, Map<String, String>> all = new HashMap<>();
    var answer =
        admin
            .describeConfigs(
                topics.stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList())
            .all()
            .get();
    answer.forEach(
        (topic, config) ->
            all.put(
                topic.name(),
                config.entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
    return all;
  }
}
