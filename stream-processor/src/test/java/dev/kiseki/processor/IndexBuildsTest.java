package dev.kiseki.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IndexBuildsTest {
  @Test
  void beginsNoneWhileAPartitionIsRestored() throws InterruptedException {
    CountDownLatch built = new CountDownLatch(1);
    try (IndexBuilds builds = new IndexBuilds()) {
      builds.execute(built::countDown);
      builds.onChange(State.REBALANCING, State.CREATED);
      assertThat(built.await(200, TimeUnit.MILLISECONDS)).isFalse();
      builds.onChange(State.RUNNING, State.REBALANCING);
      assertThat(built.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void beginsNoneOnceClosed() throws InterruptedException {
    CountDownLatch built = new CountDownLatch(1);
    IndexBuilds builds = new IndexBuilds();
    builds.execute(built::countDown);
    builds.close();
    builds.onChange(State.RUNNING, State.REBALANCING);
    assertThat(built.await(200, TimeUnit.MILLISECONDS)).isFalse();
  }
}
