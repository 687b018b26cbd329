package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The data folder, held by one launcher at a time.
 *
 * <pre>
 * kiseki.properties   settings, read at each start
 * kiseki.lock         locked while a launcher runs; holds its pid
 * running.properties  settings in force, the command line's too, while a launcher runs; for its owner's eyes
 * children.tsv        name, pid, state, port, start (epoch millis) of each child; read by ./kiseki status
 * webhooks.key        what secrets of webhooks are encrypted with; lose it and they are lost; for its owner's eyes
 * logs/NAME.log       of this run; .1 to .3 of the runs before
 * kafka/ cassandra/ s3/ services/
 * </pre>
 */
final class DataDir implements AutoCloseable {
  private static final int KEPT_LOGS = 3;
  private static final int WEBHOOK_KEY_BYTES = 32;

  private final Path dir;
  private final FileChannel lock;

  private DataDir(Path dir, FileChannel lock) {
    this.dir = dir;
    this.lock = lock;
  }

  /**
   * Takes the folder; makes it if it is not there.
   *
   * @throws LaunchFailure if another launcher runs on it
   */
  static DataDir take(Path dir) throws IOException {
    Files.createDirectories(dir.resolve("logs"));
    FileChannel lock =
        FileChannel.open(
            dir.resolve("kiseki.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (!tryLock(lock)) {
      ByteBuffer pid = ByteBuffer.allocate(32);
      lock.read(pid, 0);
      lock.close();
      throw new LaunchFailure(
          "Kiseki runs already on %s (process %s): use that one, stop it with ./kiseki down, or choose another folder with --data DIR."
              .formatted(
                  dir, new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8).strip()));
    }
    lock.truncate(0);
    lock.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)),
        0);
    return new DataDir(dir, lock);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very JVM: tests only.
      return false;
    }
  }

  /** The child's log of this run; earlier ones move up one number. */
  Path rotatedLog(String child) throws IOException {
    Path log = log(child);
    for (int n = KEPT_LOGS - 1; n >= 0; n--) {
      Path from = n == 0 ? log : numbered(log, n);
      if (Files.exists(from)) {
        Files.move(from, numbered(log, n + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return log;
  }

  Path log(String child) {
    return dir.resolve("logs").resolve(child + ".log");
  }

  private static Path numbered(Path log, int n) {
    return log.resolveSibling(log.getFileName() + "." + n);
  }

  /** The settings in force, while a launcher runs; one that was killed leaves its file behind. */
  static Optional<Path> settingsInForce(Path dir) throws IOException {
    Path lock = dir.resolve("kiseki.lock");
    if (Files.notExists(lock) || Files.notExists(running(dir))) {
      return Optional.empty();
    }
    String pid = Files.readString(lock).strip();
    boolean runs =
        pid.matches("\\d{1,18}")
            && ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isPresent();
    return runs ? Optional.of(running(dir)) : Optional.empty();
  }

  private static Path running(Path dir) {
    return dir.resolve("running.properties");
  }

  static Path webhookKeys(Path dir) {
    return dir.resolve("webhooks.key");
  }

  /** Makes the key at the first start. A start that was killed between leaves none half-written. */
  void ensureWebhookKey() throws IOException {
    Path file = webhookKeys(dir);
    if (Files.exists(file)) {
      return;
    }
    byte[] key = new byte[WEBHOOK_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path fresh = file.resolveSibling("webhooks.key.new");
    createPrivate(fresh);
    Files.writeString(fresh, Base64.getEncoder().encodeToString(key) + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void createPrivate(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** Secrets may be among them, so nobody else may read them. */
  void writeSettings(Map<String, String> settings) throws IOException {
    Path file = running(dir);
    createPrivate(file);
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
  }

  void writeChildren(List<String> lines) throws IOException {
    Path fresh = dir.resolve("children.tsv.new");
    Files.write(fresh, lines);
    Files.move(fresh, children(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Children of an earlier launcher that was killed, and which have not ended yet. */
  List<ProcessHandle> leftBehind() throws IOException {
    if (Files.notExists(children())) {
      return List.of();
    }
    return Files.readAllLines(children()).stream()
        .map(line -> line.split("\t", -1))
        .filter(fields -> fields.length == 5 && !fields[1].isEmpty())
        .flatMap(
            fields ->
                ProcessHandle.of(Long.parseLong(fields[1]))
                    .filter(handle -> started(handle) == Long.parseLong(fields[4]))
                    .stream())
        .toList();
  }

  /** When a process started, epoch millis: with the pid it names a process for good. */
  static long started(ProcessHandle handle) {
    return handle.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
  }

  private Path children() {
    return dir.resolve("children.tsv");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(children());
    Files.deleteIfExists(running(dir));
    lock.truncate(0);
    lock.close();
  }
}
