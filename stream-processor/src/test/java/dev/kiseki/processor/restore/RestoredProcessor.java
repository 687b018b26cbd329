package dev.kiseki.processor.restore;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.topic.Topics;
import dev.kiseki.processor.KafkaConnection;
import dev.kiseki.processor.ProcessorSettings;
import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.processor.promote.WritesOnly;
import dev.kiseki.processor.stage.StageSource;
import dev.kiseki.store.shard.proto.GetRunRequest;
import dev.kiseki.store.shard.proto.RunReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** One life of a processor: {@code main servers state-folder runs}; ends with standard input. */
final class RestoredProcessor {
  /** Said when nothing is left to do. */
  static final String SETTLED = "settled";

  private static final int SAMPLES = 2_000;

  private final int runs;
  private final Map<RunId, Boolean> inHistory = new ConcurrentHashMap<>();
  private volatile long lastWrite = System.nanoTime();

  private RestoredProcessor(int runs) {
    this.runs = runs;
  }

  public static void main(String[] args) throws Exception {
    new RestoredProcessor(Integer.parseInt(args[2])).live(args[0], Path.of(args[1]));
  }

  private void live(String servers, Path state) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
        StreamProcessor processor =
            new StreamProcessor(
                settings(state),
                new KafkaConnection(
                    Topics.DEFAULT, Map.of("bootstrap.servers", servers), (short) 1),
                ports(admin))) {
      long start = System.nanoTime();
      processor.start();
      await(processor, "topic");
      await(processor, "Kafka Streams");
      double restored = (System.nanoTime() - start) / 1e9;
      await(processor, "");
      System.out.printf(
          "restored after %.1f s, ready after %.1f s, %.1f s of CPU; folded %,d, read again %,d%n",
          restored,
          (System.nanoTime() - start) / 1e9,
          ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3,
          processor.counters().applied(),
          processor.counters().repeated());
      check(processor.endpoint());
      settle(processor.counters().applied() == (long) runs * Training.EVENTS);
      System.out.printf(
          "state %,d bytes in files, %,d bytes written, %,d kB resident%n",
          size(state), io("write_bytes"), resident());
      System.out.println(SETTLED);
      while (System.in.read() >= 0) {
        // Nothing is sent; only the end counts.
      }
    }
  }

  /** Until it waits for nothing that begins so. */
  private static void await(StreamProcessor processor, String what) throws InterruptedException {
    while (processor.waitingFor().filter(reason -> reason.startsWith(what)).isPresent()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static ProcessorSettings settings(Path state) {
    return new ProcessorSettings(
        "kiseki-stream-processor",
        state,
        "127.0.0.1",
        "127.0.0.1",
        0,
        "measured",
        1,
        0,
        1,
        Duration.ofSeconds(1),
        20_000,
        500_000,
        128L << 20,
        64L << 20,
        64L << 20,
        2,
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        20_000,
        32,
        100,
        4L << 30,
        Duration.ofSeconds(20),
        Duration.ofSeconds(15));
  }

  private StreamProcessor.Ports ports(Admin admin) {
    StageSource noStages =
        new StageSource() {
          @Override
          public List<StageChange> changesAfter(long catalogOffset) {
            return List.of();
          }

          @Override
          public void onChange(Runnable listener) {}
        };
    return new StreamProcessor.Ports(
        CompletableFuture.completedStage(null),
        partition -> {
          TopicPartition asked = new TopicPartition(RestoreMeasurement.TOPIC, partition);
          return admin
              .listOffsets(Map.of(asked, OffsetSpec.latest()))
              .partitionResult(asked)
              .toCompletionStage()
              .thenApply(end -> end.offset());
        },
        noStages,
        (partition, marker) -> CompletableFuture.completedStage(null),
        (partition, endpoint) -> CompletableFuture.completedStage(null),
        (partition, endpoint, there) -> CompletableFuture.completedStage(null),
        (WritesOnly)
            (run, points) -> {
              written(run);
              return CompletableFuture.completedStage(null);
            },
        (run, metrics, pieces) -> CompletableFuture.completedStage(null),
        List.of());
  }

  private void written(RunId run) {
    lastWrite = System.nanoTime();
    inHistory.put(run, true);
  }

  /** What is served must be whole. */
  private void check(String endpoint) {
    String port = endpoint.substring(endpoint.lastIndexOf(':') + 1);
    ManagedChannel channel = InProcessChannelBuilder.forName("kiseki-shards:" + port).build();
    try {
      RunShardsGrpc.RunShardsBlockingStub shards = RunShardsGrpc.newBlockingStub(channel);
      Random random = new Random(1);
      BitSet seen = new BitSet(runs);
      for (int i = 0; i < SAMPLES; i++) {
        int number = random.nextInt(runs);
        seen.set(number);
        RunReply reply =
            shards.getRun(
                GetRunRequest.newBuilder()
                    .setPartition(number % RestoreMeasurement.PARTITIONS)
                    .setRunId(new Training(number).run().text())
                    .build());
        if (reply.getRun().getParamKeysCount() != Training.PARAMS
            || reply.getRun().getMetricKeysCount() != Training.METRICS
            || reply.getRun().getTagKeysCount() != Training.TAGS
            || reply.getRun().getStatus() != RunStatus.FINISHED.number()) {
          throw new IllegalStateException("not what was written: " + reply);
        }
      }
      System.out.printf("%,d runs read and found whole%n", seen.cardinality());
    } finally {
      channel.shutdownNow();
    }
  }

  /** Until history holds every run, and the commits that follow from that have happened. */
  private void settle(boolean folded) throws InterruptedException {
    while ((folded && inHistory.size() < runs)
        || System.nanoTime() - lastWrite < TimeUnit.SECONDS.toNanos(7)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static long io(String name) throws IOException {
    return number("/proc/self/io", name);
  }

  private static long resident() throws IOException {
    return number("/proc/self/status", "VmHWM");
  }

  private static long number(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(-1);
  }
}
