package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.WantedTopics;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

/** Kafka: brokers, topics, what Kiseki may do, and how far the fold is. Writes nothing. */
final class KafkaChecks {
  private final KafkaSettings settings;
  private final Place place;
  private final Checks checks;
  private final Map<String, TopicDescription> topics = new HashMap<>();
  private final String group;
  private Admin admin;

  KafkaChecks(ApplicationContext context, DoctorOptions options, Consumer<Finding> told) {
    settings = context.getBean(KafkaSettings.class);
    group =
        settings
            .topics()
            .ofGeneration(
                context
                    .getProperty("kiseki.processor.application-id", String.class)
                    .orElse(GroupLag.DEFAULT_GROUP),
                '-');
    place = options.place();
    checks = new Checks("kafka", Doctor.DEADLINE, failure -> KafkaAdvice.of(failure, place), told);
  }

  void run() {
    checks.check("reach", this::reach);
    if (!checks.passed("reach")) {
      looked();
      return;
    }
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-doctor");
    config.put("request.timeout.ms", 4_000);
    config.put("default.api.timeout.ms", 8_000);
    try (Admin opened = Admin.create(config)) {
      admin = opened;
      looked();
      admin.close(Duration.ZERO);
    } catch (KafkaException e) {
      checks.check("brokers", () -> KafkaAdvice.of(e, place));
    }
  }

  private void looked() {
    checks.check("brokers", this::brokers, "reach");
    checks.check("topics", this::topics, "brokers");
    checks.check("replicas", () -> new Replicas(admin).look(topics.values()), "topics");
    checks.check("permissions", this::permissions, "topics");
    checks.check("leaders", this::leaders, "topics");
    checks.check("fold", () -> new GroupLag(admin, group).look(topics.keySet()), "leaders");
  }

  private Outcome reach() {
    return Sockets.reach(
        Arrays.stream(settings.bootstrapServers().split(",", -1)).map(String::strip).toList(),
        "kafka",
        "kiseki.kafka.bootstrap-servers",
        place);
  }

  /**
   * Kafka names the addresses at which its brokers want to be asked; those must be reached, too.
   */
  private Outcome brokers() throws Exception {
    var cluster = admin.describeCluster();
    Collection<Node> nodes = cluster.nodes().get();
    Node controller = cluster.controller().get();
    List<String> addresses =
        nodes.stream().map(node -> node.host() + ":" + node.port()).sorted().toList();
    Map<String, String> silent = Sockets.silent(addresses);
    if (!silent.isEmpty()) {
      return new Outcome.Failed(
          "Kafka names brokers that can't be reached: " + Sockets.reasons(silent),
          "Start them, or correct advertised.listeners of those brokers: clients use these"
              + " addresses, not those of kiseki.kafka.bootstrap-servers.");
    }
    if (controller == null) {
      return new Outcome.Failed(
          "the cluster has no controller", "Look into the logs of Kafka's controllers.");
    }
    return new Outcome.Ok(
        "%d broker%s, with a controller: %s"
            .formatted(nodes.size(), nodes.size() == 1 ? "" : "s", String.join(", ", addresses)));
  }

  private Outcome topics() throws Exception {
    List<NewTopic> wanted = WantedTopics.of(settings);
    Set<String> there = admin.listTopics().names().get();
    Set<String> known =
        wanted.stream().map(NewTopic::name).filter(there::contains).collect(Collectors.toSet());
    topics.putAll(
        admin
            .describeTopics(known, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .allTopicNames()
            .get());
    List<NewTopic> missing = wanted.stream().filter(t -> !known.contains(t.name())).toList();
    if (!missing.isEmpty()) {
      // Kafka judges it, and makes nothing.
      var unused =
          admin.createTopics(missing, new CreateTopicsOptions().validateOnly(true)).all().get();
    }
    TopicRules rules = new TopicRules(wanted);
    TopicConfigs.of(admin, known).forEach((name, config) -> rules.judge(topics.get(name), config));
    return rules.outcome(missing.stream().map(NewTopic::name).toList());
  }

  private Outcome permissions() {
    Set<String> denied = new TreeSet<>();
    topics.forEach(
        (name, topic) -> {
          for (AclOperation needed :
              List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE)) {
            Set<AclOperation> allowed = topic.authorizedOperations();
            if (allowed != null && !allowed.contains(needed)) {
              denied.add(needed + " of " + name);
            }
          }
        });
    if (topics.isEmpty()) {
      return new Outcome.Ok("the topics may be made; the rest shows when they are there");
    }
    return denied.isEmpty()
        ? new Outcome.Ok("Kafka's rules allow to read and write all topics; nothing was written")
        : new Outcome.Failed(
            "Kafka's rules forbid " + String.join(", ", denied),
            "Add these ACLs for the user of Kiseki.");
  }

  /** Each partition's leader answers where its log ends. */
  private Outcome leaders() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(
                    p -> ends.put(new TopicPartition(name, p.partition()), OffsetSpec.latest())));
    var answers = admin.listOffsets(ends).all().get();
    return new Outcome.Ok("the leaders of %d partitions answer".formatted(answers.size()));
  }

  /** Names in a row, for a sentence. */
  static String list(Collection<String> names) {
    return String.join(", ", new ArrayList<>(new TreeSet<>(names)));
  }
}
