package dev.kiseki.standalone.kafka;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The broker's folder: {@code cluster-id}, {@code server.properties} and {@code log/}. */
final class Storage {
  private Storage() {}

  /**
   * Formats the log folder unless it is formatted. The cluster id is written first, so that a
   * format which was cut off goes on with the same one.
   */
  static void formatIfNew(BrokerSettings settings) throws IOException {
    Files.createDirectories(settings.logDir());
    Path config = settings.dir().resolve("server.properties");
    try (Writer out = Files.newBufferedWriter(config)) {
      settings.toProperties().store(out, "Written at each start; changes here are lost.");
    }
    if (Files.exists(settings.logDir().resolve("meta.properties"))) {
      return;
    }
    String[] format = {
      "format",
      "--config",
      config.toString(),
      "--cluster-id",
      clusterId(settings.dir()),
      "--ignore-formatted"
    };
    int status = StorageTool.execute(format, System.err);
    if (status != 0) {
      throw new IOException("Kafka's storage could not be formatted (status " + status + ")");
    }
  }

  private static String clusterId(Path dir) throws IOException {
    Path file = dir.resolve("cluster-id");
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    String id = Uuid.randomUuid().toString();
    Path fresh = dir.resolve("cluster-id.new");
    Files.writeString(fresh, id + "\n", StandardCharsets.UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return id;
  }
}
