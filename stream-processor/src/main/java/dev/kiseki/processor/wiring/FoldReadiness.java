package dev.kiseki.processor.wiring;

import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.protocol.server.ReadinessCheck;
import dev.kiseki.transport.kafka.TopicAdmin;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Cassandra is not waited for: points stay in the processor's own state until it is there. */
@Factory
final class FoldReadiness {
  @Singleton
  @Named("fold")
  ReadinessCheck fold(StreamProcessor processor, TopicAdmin topics) {
    return ReadinessCheck.of(
        "stream-processor",
        () ->
            topics.ready().toCompletableFuture().isDone()
                ? processor.waitingFor()
                : topics.waitingFor());
  }
}
