package dev.kiseki.standalone.grow;

import dev.kiseki.event.topic.Topics;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.LogState;
import dev.kiseki.transport.kafka.WantedTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One generation of run events, the next one, and what is done to get there. */
final class Growth {
  private static final Duration ONE_POLL = Duration.ofMillis(200);

  /** What comes in while one looks whether something came in. */
  private static final long FEW = 2_000;

  /** What processors fold within seconds. */
  private static final long SOON_FOLDED = 100_000;

  private static final long REMEMBER_EVERY_NANOS = 2_000_000_000L;

  /** Longer than query-api needs to see that it must not answer any more. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final String group;
  private final Topics now;
  private final Topics next;
  private final Admin admin;
  private final Progress progress;

  /**
   * @param applicationId kiseki.processor.application-id
   */
  Growth(KafkaSettings settings, String applicationId, Admin admin, Progress progress) {
    this.settings = settings;
    this.now = settings.topics();
    this.next = now.inGeneration(settings.generation() + 1);
    this.group = next.ofGeneration(applicationId, '-');
    this.admin = admin;
    this.progress = progress;
  }

  void run(GrowOptions options) throws InterruptedException {
    LogState state = ask(LogState.of(admin, now.runEvents()));
    switch (state) {
      case ABSENT ->
          throw new GrowFailure(
              "Kafka has no topic %s: is kiseki.kafka.generation the one that services use?"
                  .formatted(now.runEvents()));
      case MOVED -> {
        progress.say("%s was moved already.".formatted(now.runEvents()));
        sayHowToGoOn();
      }
      case OPEN, CLOSED -> {
        if (options.reopen()) {
          ask(LogState.OPEN.give(admin, now.runEvents()));
          progress.say("%s takes records again.".formatted(now.runEvents()));
        } else {
          grow(options, state == LogState.CLOSED);
        }
      }
    }
  }

  private void grow(GrowOptions options, boolean closed) throws InterruptedException {
    Split split = split(options);
    try (KafkaTarget target =
            new KafkaTarget(settings.clientConfig(), now.runEvents(), next.runEvents());
        Consumer<byte[], byte[]> log = KafkaTarget.consumer(settings.clientConfig(), null)) {
      Copying copying = new Copying(split, target);
      begin(split, target, copying, log);
      copyAll(split, copying, log, FEW);
      if (!options.close()) {
        progress.say(
            closed
                ? "%s is closed: end it with --close, or open it with --reopen."
                    .formatted(now.runEvents())
                : "%s is filled from %s up to now.".formatted(next.runEvents(), now.runEvents()));
        sayHowToClose();
        return;
      }
      if (!closed) {
        refuseUnfolded(options, split);
        ask(LogState.CLOSED.give(admin, now.runEvents()));
      }
      close(split, copying, log);
    }
  }

  private Split split(GrowOptions options) {
    int before = partitions(now.runEvents());
    if (ask(LogState.of(admin, next.runEvents())) == LogState.ABSENT) {
      int wanted =
          options
              .partitions()
              .orElseThrow(
                  () ->
                      new GrowFailure(
                          "How many --partitions? There are %d; name a multiple of it."
                              .formatted(before)));
      Split split = new Split(before, wanted);
      ask(
          admin
              .createTopics(
                  List.of(WantedTopics.runEvents(next, wanted, settings.replicationFactor())))
              .all()
              .toCompletionStage());
      progress.say("made %s with %d partitions".formatted(next.runEvents(), wanted));
      return split;
    }
    int after = partitions(next.runEvents());
    if (options.partitions().orElse(after) != after) {
      throw new GrowFailure(
          "%s was begun with %d partitions; go on with that number, or remove the topic."
              .formatted(next.runEvents(), after));
    }
    return new Split(before, after);
  }

  private int partitions(String topic) {
    return ask(admin.describeTopics(List.of(topic)).allTopicNames().toCompletionStage())
        .get(topic)
        .partitions()
        .size();
  }

  private static void begin(
      Split split, KafkaTarget target, Copying copying, Consumer<byte[], byte[]> log) {
    log.assign(target.oldPartitions(split.before()));
    for (TopicPartition partition : log.assignment()) {
      int number = partition.partition();
      log.seek(partition, copying.goOn(number, target.remembered(number, split.times())));
    }
  }

  /** Copies until fewer records are left than these. */
  private void copyAll(Split split, Copying copying, Consumer<byte[], byte[]> log, long mostLeft) {
    progress.begin(copied(split, copying));
    long remembered = System.nanoTime();
    long all = sum(ends(log).values());
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : log.poll(ONE_POLL)) {
        copying.copy(record);
      }
      if (System.nanoTime() - remembered > REMEMBER_EVERY_NANOS) {
        copying.remember();
        remembered = System.nanoTime();
      }
      long done = copied(split, copying);
      if (all - done <= mostLeft) {
        all = sum(ends(log).values());
        if (all - done <= mostLeft) {
          break;
        }
      }
      progress.at(done, all);
    }
    copying.remember();
  }

  private static long copied(Split split, Copying copying) {
    return IntStream.range(0, split.before()).mapToLong(copying::next).sum();
  }

  private static Map<Integer, Long> ends(Consumer<byte[], byte[]> log) {
    Map<Integer, Long> ends = new HashMap<>();
    log.endOffsets(log.assignment()).forEach((place, end) -> ends.put(place.partition(), end));
    return ends;
  }

  private static long sum(Collection<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  /** Nobody can read before they are folded. */
  private void refuseUnfolded(GrowOptions options, Split split) {
    long left = unfolded(split.after());
    if (left > SOON_FOLDED && !options.unfolded()) {
      throw new GrowFailure(
          "%,d records of %s are not folded yet, and reads would wait for that: start stream-processors with kiseki.kafka.generation=%d first (see kiseki_fold_lag), or add --unfolded."
              .formatted(left, next.runEvents(), next.generation()));
    }
  }

  private long unfolded(int partitions) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      latest.put(new TopicPartition(next.runEvents(), partition), OffsetSpec.latest());
    }
    var committed =
        ask(
            admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .toCompletionStage());
    long left = 0;
    for (var end : ask(admin.listOffsets(latest).all().toCompletionStage()).entrySet()) {
      var folded = committed.get(end.getKey());
      left += end.getValue().offset() - (folded == null ? 0 : folded.offset());
    }
    return left;
  }

  private void close(Split split, Copying copying, Consumer<byte[], byte[]> log)
      throws InterruptedException {
    progress.say("%s is closed; writes get 503 until this is done".formatted(now.runEvents()));
    try (Closing closing = new Closing(settings.clientConfig())) {
      closing.await(now.runEvents(), split.before());
    }
    copyAll(split, copying, log, 0);
    copying.check(ends(log));
    ask(LogState.MOVED.give(admin, now.runEvents()));
    Thread.sleep(UNTIL_SEEN.toMillis());
    progress.say(
        "moved %,d records to %d partitions".formatted(copied(split, copying), split.after()));
    sayHowToGoOn();
  }

  private void sayHowToClose() {
    progress.say(
        "Next: stream-processors with kiseki.kafka.generation=%d beside those that run; when they have folded it (kiseki_fold_lag), this command with --close."
            .formatted(next.generation()));
  }

  private void sayHowToGoOn() {
    progress.say(
        "Next: start all services with kiseki.kafka.generation=%d.".formatted(next.generation()));
  }

  /**
   * @throws GrowFailure with what Kafka said, when it refuses
   */
  private <T> T ask(CompletionStage<T> question) {
    try {
      return question.toCompletableFuture().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause().getCause() == null ? e.getCause() : e.getCause().getCause();
      throw new GrowFailure(
          "Kafka at %s says: %s. ./kiseki doctor --only kafka says more."
              .formatted(settings.bootstrapServers(), cause.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrowFailure("Stopped.");
    }
  }
}
