package dev.kiseki.transport.kafka;

import dev.kiseki.event.topic.Topics;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;

/**
 * Whether the generation of run events that a service is set to is the one that is in use. A
 * generation is filled from the one before by {@code ./kiseki grow-partitions}, and in use from the
 * moment that one is {@link LogState#MOVED}.
 */
final class Generations {
  private final Admin admin;
  private final Topics topics;

  Generations(Admin admin, Topics topics) {
    this.admin = admin;
    this.topics = topics;
  }

  /** Why nothing may be made or read with this setting, with what to do; empty when it may. */
  CompletionStage<Optional<String>> misplaced() {
    return admin
        .listTopics()
        .names()
        .toCompletionStage()
        .thenCompose(
            names -> {
              if (names.contains(topics.runEvents())) {
                return left().thenApply(left -> left ? Optional.of(moved()) : Optional.empty());
              }
              return CompletableFuture.completedStage(absent(newer(names)));
            });
  }

  private Optional<String> absent(OptionalInt newer) {
    if (newer.isPresent()) {
      return Optional.of(useInstead(newer.getAsInt()));
    }
    return topics.generation() == 1
        ? Optional.empty()
        : Optional.of(
            "topic %s, which is not there: is kiseki.kafka.generation right? ./kiseki grow-partitions makes the next generation"
                .formatted(topics.runEvents()));
  }

  /** The newest generation after this one that is among these topics. */
  private OptionalInt newer(Collection<String> names) {
    String first = topics.inGeneration(1).runEvents() + "-";
    return names.stream()
        .filter(name -> name.startsWith(first))
        .map(name -> name.substring(first.length()))
        .filter(number -> number.matches("[1-9][0-9]{0,8}"))
        .mapToInt(Integer::parseInt)
        .filter(number -> number > topics.generation())
        .max();
  }

  /** Whether the next generation goes on with what this one had. */
  CompletionStage<Boolean> left() {
    return LogState.of(admin, topics.runEvents()).thenApply(LogState.MOVED::equals);
  }

  String moved() {
    return useInstead(topics.generation() + 1);
  }

  private String useInstead(int generation) {
    return "another setting: the runs of %s were moved to generation %d; set kiseki.kafka.generation to %d and start again"
        .formatted(topics.runEvents(), generation, generation);
  }

  /** Whether it has all records of the one before, and takes new ones. */
  CompletionStage<Boolean> inUse() {
    if (topics.generation() == 1) {
      return CompletableFuture.completedStage(true);
    }
    String before = topics.inGeneration(topics.generation() - 1).runEvents();
    return LogState.of(admin, before)
        .thenApply(state -> state == LogState.MOVED || state == LogState.ABSENT);
  }

  String filling() {
    return "%s to have all records of generation %d: ./kiseki grow-partitions --close ends that"
        .formatted(topics.runEvents(), topics.generation() - 1);
  }
}
