package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.kafka.LogState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;

/** Topics as they are beside those that Kiseki would make. */
final class TopicRules {
  private final Map<String, NewTopic> wanted;
  private final List<String> wrong = new ArrayList<>();
  private final List<String> doubtful = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private final Map<String, LogState> takesNothing = new TreeMap<>();

  TopicRules(List<NewTopic> wanted) {
    this.wanted = wanted.stream().collect(Collectors.toMap(NewTopic::name, Function.identity()));
  }

  /**
   * @param config of the topic, the broker's defaults too
   */
  void judge(TopicDescription topic, Map<String, String> config) {
    NewTopic wish = wanted.get(topic.name());
    int partitions = topic.partitions().size();
    seen.add(topic.name() + " " + partitions);
    if (wish.numPartitions() == 1 && partitions != 1) {
      wrong.add(topic.name() + " has " + partitions + " partitions and must have one");
    } else if (wish.numPartitions() != partitions) {
      doubtful.add(
          "%s has %d partitions, kiseki.kafka.run-partitions says %d: the topic's count is used"
              .formatted(topic.name(), partitions, wish.numPartitions()));
    }
    kept(topic.name(), wish, config);
    String most = config.getOrDefault("max.message.bytes", "0");
    LogState state = LogState.of(config.get("max.message.bytes"));
    if (state != LogState.OPEN) {
      takesNothing.put(topic.name(), state);
    } else if (Long.parseLong(most) < Long.parseLong(wish.configs().get("max.message.bytes"))) {
      doubtful.add(topic.name() + " refuses large records: max.message.bytes=" + most);
    }
    int copies = topic.partitions().isEmpty() ? 0 : topic.partitions().get(0).replicas().size();
    if (copies < wish.replicationFactor()) {
      doubtful.add(
          "%s has %d copies, kiseki.kafka.replication-factor says %d"
              .formatted(topic.name(), copies, wish.replicationFactor()));
    }
    int least = Integer.parseInt(config.getOrDefault("min.insync.replicas", "1"));
    if (copies >= 3 && least < 2) {
      doubtful.add(topic.name() + " may lose what was answered: min.insync.replicas=1");
    }
    if (least > copies) {
      wrong.add(
          "%s has %d copies and min.insync.replicas=%d, so it takes no write"
              .formatted(topic.name(), copies, least));
    }
  }

  /** What Kafka throws away is lost: these topics are the truth. */
  private void kept(String name, NewTopic wish, Map<String, String> config) {
    String policy = config.getOrDefault("cleanup.policy", "delete");
    if (wish.configs().containsKey("cleanup.policy")) {
      if (!policy.equals("compact")) {
        wrong.add(name + " has cleanup.policy=" + policy + " and must have compact");
      }
      return;
    }
    if (!policy.equals("delete")) {
      wrong.add(name + " has cleanup.policy=" + policy + " and must have delete: events are lost");
    }
    for (String bound : List.of("retention.ms", "retention.bytes")) {
      if (!config.getOrDefault(bound, "-1").equals("-1")) {
        wrong.add(name + " loses events: " + bound + "=" + config.get(bound) + ", must be -1");
      }
    }
  }

  /** To open such a topic by hand would lose what is written to it from then on. */
  private Outcome moving() {
    String names = String.join(", ", takesNothing.keySet());
    return takesNothing.containsValue(LogState.MOVED)
        ? new Outcome.Failed(
            names + ": its runs were moved to more partitions",
            "Set kiseki.kafka.generation to the next number. Leave the topic as it is: nobody reads what would be written to it.")
        : new Outcome.Failed(
            names + " is closed while it is moved to more partitions",
            "./kiseki grow-partitions --close ends what was begun, --reopen takes it back.");
  }

  /**
   * @param missing topics that may be made
   */
  Outcome outcome(List<String> missing) {
    if (!takesNothing.isEmpty()) {
      return moving();
    }
    if (!wrong.isEmpty()) {
      return new Outcome.Failed(
          String.join("; ", wrong),
          "Alter these settings with kafka-configs. A topic with too many partitions must be made anew, under another kiseki.kafka.topic-prefix.");
    }
    if (seen.isEmpty()) {
      return new Outcome.Ok("not there yet, made at the first start; Kafka would allow it");
    }
    if (!missing.isEmpty()) {
      doubtful.add(KafkaChecks.list(missing) + " are not there, made at the next start");
    }
    if (!doubtful.isEmpty()) {
      return new Outcome.Warning(
          String.join("; ", doubtful), "Alter the topics, or the settings that differ.");
    }
    return new Outcome.Ok("as they should be, with partitions: " + KafkaChecks.list(seen));
  }
}
