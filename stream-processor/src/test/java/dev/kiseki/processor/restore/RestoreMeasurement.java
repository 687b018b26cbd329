package dev.kiseki.processor.restore;

import dev.kiseki.event.wire.RunEventCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long a processor takes to be ready again: from its own files, after kill -9, and without any
 * files, from the changelog. A program, not a test: {@code main [runs] [together|spread] [heap]}.
 * {@code spread} writes the n-th record of all runs before the next of any, so that each run is in
 * the changelog as often as it changed. {@code -Dkiseki.restore.other=FOLDER} names classes of
 * another version to compare with, turn by turn; {@code -Dkiseki.restore.jvm} adds JVM options.
 */
public final class RestoreMeasurement {
  static final int PARTITIONS = 8;
  static final String TOPIC = "kiseki.run-events";
  private static final String CHANGELOG = "kiseki-stream-processor-runs-changelog";

  private RestoreMeasurement() {}

  public static void main(String[] args) throws Exception {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    boolean spread = args.length > 1 && args[1].equals("spread");
    String heap = args.length > 2 ? args[2] : "640m";
    Path root = Files.createTempDirectory("kiseki-restore");
    try (KafkaChild kafka = KafkaChild.start(root.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())
                        .configs(Map.of("retention.ms", "-1"))))
            .all()
            .get();
        fill(servers, runs, spread);
        Path state = root.resolve("state");
        System.out.printf("%,d runs, %s, heap %s%n", runs, spread ? "spread" : "together", heap);
        processor("fold everything", servers, state, runs, heap, End.KILLED);
        changelog(admin, runs);
        processor("own files, after kill -9", servers, state, runs, heap, End.ORDERLY);
        processor("own files, after a stop", servers, state, runs, heap, End.ORDERLY);
        String here = System.getProperty("java.class.path");
        String other = System.getProperty("kiseki.restore.other", "");
        for (int i = 0; i < 3; i++) {
          remove(state);
          processor("no files", servers, state, runs, heap, End.ORDERLY);
          if (!other.isEmpty()) {
            remove(state);
            System.setProperty("java.class.path", other + ":" + here);
            processor("no files, other classes", servers, state, runs, heap, End.ORDERLY);
            System.setProperty("java.class.path", here);
          }
        }
      }
    } finally {
      remove(root);
    }
  }

  private static void fill(String servers, int runs, boolean spread) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", servers);
    config.put("compression.type", "lz4");
    config.put("linger.ms", 20);
    config.put("batch.size", 256 << 10);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      if (spread) {
        for (int event = 0; event < Training.EVENTS; event++) {
          for (int i = 0; i < runs; i++) {
            send(producer, i, event);
          }
        }
      } else {
        for (int i = 0; i < runs; i++) {
          for (int event = 0; event < Training.EVENTS; event++) {
            send(producer, i, event);
          }
        }
      }
    }
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, int number, int event) {
    Training training = new Training(number);
    var unused =
        producer.send(
            new ProducerRecord<>(
                TOPIC,
                number % PARTITIONS,
                training.run().bytes(),
                RunEventCodec.encode(training.event(event))));
  }

  private enum End {
    ORDERLY,
    KILLED
  }

  /** One life of a processor, in a fresh JVM: as cold as after a restart. */
  private static void processor(
      String label, String servers, Path state, int runs, String heap, End end) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xms128m", "-Xmx" + heap));
    command.add("-XX:MaxDirectMemorySize=256m");
    String more = System.getProperty("kiseki.restore.jvm", "");
    if (!more.isEmpty()) {
      command.addAll(List.of(more.split(" ", -1)));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RestoredProcessor.class.getName());
    command.addAll(List.of(servers, state.toString(), Integer.toString(runs)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (!line.equals(RestoredProcessor.SETTLED)) {
          System.out.println(label + ": " + line);
          continue;
        }
        if (end == End.KILLED) {
          process.toHandle().destroyForcibly();
        } else {
          process.getOutputStream().close();
        }
      }
      process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void changelog(Admin admin, int runs) throws Exception {
    long bytes =
        admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
            .flatMap(dirs -> dirs.values().stream())
            .flatMap(dir -> dir.replicaInfos().entrySet().stream())
            .filter(replica -> replica.getKey().topic().equals(CHANGELOG))
            .mapToLong(replica -> replica.getValue().size())
            .sum();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    IntStream.range(0, PARTITIONS)
        .forEach(p -> latest.put(new TopicPartition(CHANGELOG, p), OffsetSpec.latest()));
    long records =
        admin.listOffsets(latest).all().get().values().stream().mapToLong(o -> o.offset()).sum();
    System.out.printf(
        "changelog: %,d records, %,d bytes on the broker, %.0f bytes a run%n",
        records, bytes, (double) bytes / runs);
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
