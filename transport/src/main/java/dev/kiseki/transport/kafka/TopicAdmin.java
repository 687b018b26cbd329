package dev.kiseki.transport.kafka;

import dev.kiseki.event.topic.Topics;
import dev.kiseki.transport.WithService;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that are missing, as soon as Kafka answers, and says when they are there. Any
 * service may do it; making a topic that exists is nothing.
 */
@WithService
public final class TopicAdmin implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicAdmin.class);
  private static final long AGAIN_AFTER_MILLIS = 500;
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private final KafkaSettings settings;
  private final Admin admin;
  private final ScheduledExecutorService thread;
  private final Generations generations;
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> inUse = new CompletableFuture<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  /** What a person has to do before this goes on; null = nothing. */
  private volatile String advice;

  public TopicAdmin(KafkaSettings settings) {
    this.settings = settings;
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-admin");
    config.put("request.timeout.ms", 5_000);
    config.put("default.api.timeout.ms", 5_000);
    config.put("reconnect.backoff.max.ms", 500);
    this.admin = Admin.create(config);
    this.generations = new Generations(admin, settings.topics());
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread worker = new Thread(work, "topic-admin");
              worker.setDaemon(true);
              return worker;
            });
    thread.execute(this::attempt);
  }

  /**
   * Completes with the number of partitions of run-events once all topics are there; never fails.
   */
  public CompletionStage<Integer> ready() {
    return ready;
  }

  /**
   * Completes with the same number once records may be appended to run-events: at once with {@link
   * #ready}, but for a generation that is still being filled from the one before. Never fails.
   */
  public CompletionStage<Integer> inUse() {
    return inUse;
  }

  /**
   * Runs this when the next generation goes on with what this one had, a second or two later: from
   * then on an answer from this one may lack what was acknowledged.
   */
  public void whenLeft(Runnable action) {
    var unused = left.thenRun(action);
  }

  /**
   * What this waits for, for the readiness answer; empty when the topics are there and run-events
   * is in use.
   */
  public Optional<String> waitingFor() {
    String needed = advice;
    if (needed != null) {
      return Optional.of(needed);
    }
    return ready.isDone()
        ? Optional.empty()
        : Optional.of("Kafka at " + settings.bootstrapServers());
  }

  /**
   * The offset after the last record of a partition, asked now. One request, about a millisecond.
   */
  public CompletionStage<Long> endOffset(TopicPartition partition) {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .toCompletionStage()
        .thenApply(result -> result.offset());
  }

  private void attempt() {
    var unused =
        generations
            .misplaced()
            .whenComplete(
                (problem, failure) -> {
                  if (failure != null) {
                    log.debug("the generation is not known yet", failure);
                    again();
                  } else if (problem.isPresent()) {
                    advise(problem.get());
                    again();
                  } else {
                    advice = null;
                    make();
                  }
                });
  }

  private void advise(String needed) {
    if (!needed.equals(advice)) {
      log.error("waiting for {}", needed);
    }
    advice = needed;
  }

  private void make() {
    Topics topics = settings.topics();
    var results = admin.createTopics(WantedTopics.of(settings)).values();
    CompletableFuture<?>[] made =
        results.values().stream()
            .map(
                result ->
                    result
                        .toCompletionStage()
                        .toCompletableFuture()
                        .exceptionally(TopicAdmin::existing))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(made)
        .thenCompose(
            done ->
                admin
                    .describeTopics(List.of(topics.runEvents()))
                    .topicNameValues()
                    .get(topics.runEvents())
                    .toCompletionStage())
        .whenComplete(
            (description, failure) -> {
              if (failure == null) {
                int partitions = description.partitions().size();
                if (partitions != settings.runPartitions()) {
                  log.warn(
                      "run-events has {} partitions, the setting says {}: the topic's count is used, it can't change",
                      partitions,
                      settings.runPartitions());
                }
                ready.complete(partitions);
                checkDurability();
                look(partitions);
              } else {
                log.debug("topics are not there yet", failure);
                again();
              }
            });
  }

  /** Whether the generation is in use; then every second whether it still is. */
  private void look(int partitions) {
    CompletionStage<Void> seen =
        inUse.isDone()
            ? generations.left().thenAccept(this::stay)
            : generations.inUse().thenAccept(now -> begin(now, partitions));
    var unused =
        seen.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                log.debug("the generation could not be looked at", failure);
              }
              if (!left.isDone() && !thread.isShutdown()) {
                thread.schedule(() -> look(partitions), LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
              }
            });
  }

  private void begin(boolean now, int partitions) {
    if (now) {
      advice = null;
      inUse.complete(partitions);
    } else {
      advise(generations.filling());
    }
  }

  private void stay(boolean gone) {
    if (gone) {
      advise(generations.moved());
      left.complete(null);
    }
  }

  /** Says once what of the log could be lost; an answer that fails says nothing. */
  private void checkDurability() {
    List<String> names = List.of(settings.topics().runEvents(), settings.topics().catalogEvents());
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    CompletionStage<Collection<Node>> nodes = admin.describeCluster().nodes().toCompletionStage();
    CompletionStage<Map<String, TopicDescription>> topics =
        admin.describeTopics(names).allTopicNames().toCompletionStage();
    CompletionStage<Map<ConfigResource, Config>> configs =
        admin.describeConfigs(resources).all().toCompletionStage();
    var unused =
        nodes
            .thenCombine(
                topics,
                (brokers, described) ->
                    configs.thenAccept(
                        known ->
                            resources.forEach(
                                resource ->
                                    Durability.shortcomings(
                                            brokers.size(),
                                            described.get(resource.name()),
                                            known.get(resource))
                                        .forEach(log::warn))))
            .thenCompose(done -> done)
            .exceptionally(
                failure -> {
                  log.debug("durability could not be checked", failure);
                  return null;
                });
  }

  private void again() {
    if (!thread.isShutdown()) {
      thread.schedule(this::attempt, AGAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static Void existing(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof TopicExistsException || failure instanceof TopicExistsException) {
      return null;
    }
    throw new java.util.concurrent.CompletionException(cause);
  }

  @Override
  @PreDestroy
  public void close() {
    thread.shutdownNow();
    admin.close(Duration.ofSeconds(2));
  }
}
