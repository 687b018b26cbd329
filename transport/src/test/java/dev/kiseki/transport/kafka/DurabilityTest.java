package dev.kiseki.transport.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

class DurabilityTest {
  private static List<String> shortcomings(int brokers, int copies, String least, String unclean) {
    List<Node> nodes = IntStream.range(0, copies).mapToObj(n -> new Node(n, "h", 1)).toList();
    TopicDescription topic =
        new TopicDescription(
            "run-events", false, List.of(new TopicPartitionInfo(0, nodes.get(0), nodes, nodes)));
    Config config =
        new Config(
            List.of(
                new ConfigEntry("min.insync.replicas", least),
                new ConfigEntry("unclean.leader.election.enable", unclean)));
    return Durability.shortcomings(brokers, topic, config);
  }

  @Test
  void threeCopiesOfWhichTwoAreWrittenAreEnough() {
    assertThat(shortcomings(3, 3, "2", "false")).isEmpty();
    assertThat(shortcomings(5, 4, "2", "false")).isEmpty();
  }

  @Test
  void whatASmallClusterCannotHaveIsNotAskedOfIt() {
    assertThat(shortcomings(1, 1, "1", "false")).isEmpty();
    assertThat(shortcomings(2, 2, "1", "false")).isEmpty();
  }

  @Test
  void eachShortcomingSaysWhatToDo() {
    assertThat(shortcomings(3, 1, "1", "false"))
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).contains("1 copy", "replication-factor to 3"))
        .anySatisfy(text -> assertThat(text).contains("min.insync.replicas 1", "Set it to 2"));
    assertThat(shortcomings(3, 3, "3", "false"))
        .singleElement()
        .asString()
        .contains("writes fail as soon as one broker is away", "Set it to 2");
    assertThat(shortcomings(3, 3, "2", "true"))
        .singleElement()
        .asString()
        .contains("unclean.leader.election.enable");
  }

  @Test
  void topicsWithThreeCopiesAreMadeSoThatOneBrokerMayBeAway() {
    assertThat(least((short) 3)).containsOnly("2");
    assertThat(least((short) 1)).containsOnlyNulls();
  }

  private static List<String> least(short copies) {
    KafkaSettings settings =
        new KafkaSettings(
            "h:1", "kiseki", 8, 1, copies, java.time.Duration.ofSeconds(1), 1 << 20, null);
    return WantedTopics.of(settings).stream()
        .map(NewTopic::configs)
        .map((Map<String, String> configs) -> configs.get("min.insync.replicas"))
        .toList();
  }
}
