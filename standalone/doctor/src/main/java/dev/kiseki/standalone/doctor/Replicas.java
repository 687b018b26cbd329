package dev.kiseki.standalone.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/** Whether each partition has a leader and enough copies that keep up. */
final class Replicas {
  private final Admin admin;

  Replicas(Admin admin) {
    this.admin = admin;
  }

  Outcome look(Collection<TopicDescription> topics)
      throws ExecutionException, InterruptedException {
    if (topics.isEmpty()) {
      return new Outcome.Ok("no topics yet");
    }
    Map<String, Map<String, String>> configs =
        TopicConfigs.of(
            admin, topics.stream().map(TopicDescription::name).collect(Collectors.toSet()));
    Map<String, Integer> least =
        configs.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    topic ->
                        Integer.parseInt(
                            topic.getValue().getOrDefault("min.insync.replicas", "1"))));
    return judge(topics, least);
  }

  /**
   * @param least min.insync.replicas of each topic
   */
  static Outcome judge(Collection<TopicDescription> topics, Map<String, Integer> least) {
    List<String> offline = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    List<String> behind = new ArrayList<>();
    int partitions = 0;
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partitions++;
        String name = topic.name() + "-" + partition.partition();
        if (partition.leader() == null) {
          offline.add(name);
        } else if (partition.isr().size() < least.getOrDefault(topic.name(), 1)) {
          closed.add(name);
        } else if (partition.isr().size() < partition.replicas().size()) {
          behind.add(name);
        }
      }
    }
    if (!offline.isEmpty() || !closed.isEmpty()) {
      return new Outcome.Failed(
          (offline.isEmpty() ? "" : "without a leader: " + KafkaChecks.list(offline) + " ")
              + (closed.isEmpty()
                  ? ""
                  : "fewer copies than min.insync.replicas: " + KafkaChecks.list(closed)),
          "Writes there are refused until brokers that hold them are back: start those.");
    }
    if (!behind.isEmpty()) {
      return new Outcome.Warning(
          "copies are missing or behind: " + KafkaChecks.list(behind),
          "Is a broker away? Writes go on, with less safety.");
    }
    return new Outcome.Ok(
        "%d partitions have a leader, and all their copies keep up".formatted(partitions));
  }
}
