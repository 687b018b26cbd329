package dev.kiseki.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.WantedTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaRulesTest {
  private static final KafkaSettings SETTINGS =
      new KafkaSettings("h:1", "k", 4, 1, (short) 3, Duration.ofSeconds(1), 1, null);
  private static final List<Node> NODES =
      List.of(new Node(1, "a", 1), new Node(2, "b", 1), new Node(3, "c", 1));
  private static final Map<String, String> SAFE =
      Map.of("max.message.bytes", "16777216", "retention.ms", "-1", "min.insync.replicas", "2");

  private static TopicDescription topic(String name, int partitions, int copies, int inSync) {
    Node leader = inSync == 0 ? null : NODES.get(0);
    return new TopicDescription(
        name,
        false,
        IntStream.range(0, partitions)
            .mapToObj(
                p ->
                    new TopicPartitionInfo(
                        p, leader, NODES.subList(0, copies), NODES.subList(0, inSync)))
            .toList());
  }

  private static Outcome judged(TopicDescription topic, Map<String, String> changed) {
    Map<String, String> config = new HashMap<>(SAFE);
    config.putAll(changed);
    TopicRules rules = new TopicRules(WantedTopics.of(SETTINGS));
    rules.judge(topic, config);
    return rules.outcome(List.of());
  }

  @Test
  void topicsAsTheyAreMadeAreRight() {
    assertThat(judged(topic("k.run-events", 4, 3, 3), Map.of())).isInstanceOf(Outcome.Ok.class);
    assertThat(judged(topic("k.shard-owners", 1, 3, 3), Map.of("cleanup.policy", "compact")))
        .isInstanceOf(Outcome.Ok.class);
    assertThat(new TopicRules(WantedTopics.of(SETTINGS)).outcome(List.of("k.run-events")).seen())
        .contains("made at the first start");
  }

  @Test
  void eventsThatKafkaWouldThrowAwayAreAFailure() {
    TopicDescription events = topic("k.run-events", 4, 3, 3);
    for (Map<String, String> loses :
        List.of(
            Map.of("retention.ms", "604800000"),
            Map.of("retention.bytes", "1000"),
            Map.of("cleanup.policy", "compact"))) {
      assertThat(judged(events, loses)).isInstanceOf(Outcome.Failed.class);
    }
    assertThat(judged(topic("k.catalog-events", 2, 3, 3), Map.of()).seen())
        .contains("must have one");
    assertThat(judged(topic("k.shard-owners", 1, 3, 3), Map.of()).seen()).contains("compact");
    assertThat(judged(events, Map.of("min.insync.replicas", "4")).seen()).contains("no write");
  }

  @Test
  void whatWorksWithLessIsAWarning() {
    assertThat(judged(topic("k.run-events", 8, 3, 3), Map.of()).seen()).contains("8 partitions");
    assertThat(judged(topic("k.run-events", 4, 2, 2), Map.of()).seen()).contains("2 copies");
    assertThat(judged(topic("k.run-events", 4, 3, 3), Map.of("max.message.bytes", "1048588")))
        .isInstanceOf(Outcome.Warning.class);
    assertThat(judged(topic("k.run-events", 4, 3, 3), Map.of("min.insync.replicas", "1")))
        .isInstanceOf(Outcome.Warning.class);
  }

  @Test
  void aLogThatWasMovedIsNotToBeOpenedByHand() {
    TopicDescription events = topic("k.run-events", 4, 3, 3);
    assertThat(judged(events, Map.of("max.message.bytes", "0")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.advice()).contains("kiseki.kafka.generation", "Leave"));
    assertThat(judged(events, Map.of("max.message.bytes", "1")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.advice()).contains("--reopen"));
  }

  @Test
  void partitionsThatTakeNoWriteAreNamed() {
    Map<String, Integer> least = Map.of("t", 2);
    assertThat(Replicas.judge(List.of(topic("t", 1, 3, 3)), least)).isInstanceOf(Outcome.Ok.class);
    assertThat(Replicas.judge(List.of(topic("t", 1, 3, 2)), least))
        .isInstanceOf(Outcome.Warning.class);
    assertThat(Replicas.judge(List.of(topic("t", 2, 3, 1)), least))
        .isInstanceOf(Outcome.Failed.class)
        .extracting(Outcome::seen)
        .asString()
        .contains("t-0, t-1");
    assertThat(Replicas.judge(List.of(topic("t", 1, 3, 0)), least).seen())
        .contains("without a leader: t-0");
  }

  @Test
  void aFoldThatIsFarBehindIsAWarningWhileSomebodyFolds() {
    assertThat(GroupLag.judge("g", 1, 10)).isInstanceOf(Outcome.Ok.class);
    assertThat(GroupLag.judge("g", 1, 1_000_000)).isInstanceOf(Outcome.Warning.class);
    assertThat(GroupLag.judge("g", 0, 1_000_000).seen()).contains("no stream-processor runs");
  }

  @Test
  void failuresOfKafkaHaveTheirAdvice() {
    assertThat(KafkaAdvice.of(new TopicAuthorizationException("no"), Place.DEPLOYED).advice())
        .contains("ACLs");
    assertThat(
            KafkaAdvice.of(new InvalidReplicationFactorException("3 > 1"), Place.DEPLOYED).advice())
        .contains("kiseki.kafka.replication-factor");
    assertThat(
            KafkaAdvice.of(new org.apache.kafka.common.errors.TimeoutException("x"), Place.DEPLOYED)
                .advice())
        .contains("listener");
  }

  @Test
  void aMajorityOfCopies() {
    assertThat(IntStream.rangeClosed(1, 5).map(Quorum::majority)).containsExactly(1, 2, 2, 3, 3);
    assertThat(Quorum.judge(3, 9, 2, new java.util.TreeSet<>(List.of("n2"))))
        .isInstanceOf(Outcome.Failed.class);
    assertThat(Quorum.judge(3, 9, 0, new java.util.TreeSet<>())).isInstanceOf(Outcome.Ok.class);
  }
}
