package dev.kiseki.ingest.artifact;

import dev.kiseki.ingest.relay.ObjectRead;
import dev.kiseki.ingest.relay.ObjectReads;
import dev.kiseki.transport.s3.S3Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.minio.GetObjectResponse;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens artifacts, past the SDK when that is possible: it copies their bytes four times. The
 * straight way knows success only; what else S3 says, and every failure, is a reason to ask again
 * through the SDK, which repeats and explains.
 */
final class Downloads {
  private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

  private final ObjectStore store;
  private final Optional<ObjectReads> straight;
  private final Executor readers;
  private final long openTimeoutMillis;
  private final Counter passedOn;
  private final Counter copied;

  /**
   * @param straight empty where only the SDK finds the way
   * @param readers threads that may wait for S3
   */
  Downloads(
      ObjectStore store,
      Optional<ObjectReads> straight,
      Executor readers,
      S3Settings s3,
      MeterRegistry registry) {
    this.store = store;
    this.straight = straight;
    this.readers = readers;
    this.openTimeoutMillis = s3.connectTimeout().plus(s3.readTimeout()).toMillis();
    this.passedOn = counter(registry, "passed-on");
    this.copied = counter(registry, "copied");
  }

  private static Counter counter(MeterRegistry registry, String way) {
    return Counter.builder("kiseki.artifact.downloads")
        .tag("way", way)
        .description("downloads that were begun")
        .register(registry);
  }

  /**
   * Fails as the SDK fails.
   *
   * @param loop of the client's connection, when it is known
   * @param release called once, when what was opened has ended; not when nothing was
   */
  CompletableFuture<Artifacts.Opened> open(
      String key, Optional<ByteRange> range, Optional<EventLoop> loop, Runnable release) {
    return read(key, range, loop)
        .thenApply(read -> passedOn(key, read, release))
        .exceptionallyCompose(
            failure -> {
              LOG.debug("{} is read through the SDK", key, failure);
              return store
                  .open(key, range, Optional.empty())
                  .thenApply(in -> copied(key, in, release));
            });
  }

  private CompletableFuture<ObjectRead> read(
      String key, Optional<ByteRange> range, Optional<EventLoop> loop) {
    if (straight.isEmpty() || loop.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("there is no straight way"));
    }
    Map<String, String> headers = new HashMap<>();
    range.ifPresent(bytes -> headers.put("Range", bytes.header()));
    try {
      return straight.get().open(loop.get(), URI.create(store.address(key)), headers);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Artifacts.Opened passedOn(String key, ObjectRead read, Runnable release) {
    try {
      StoredHeaders stored = StoredHeaders.of(read::header);
      Download download =
          new StraightDownload(read, stored.length(), resume(key, stored), readers, release);
      passedOn.increment();
      return new Artifacts.Opened(stored, download);
    } catch (RuntimeException e) {
      read.cancel();
      throw e;
    }
  }

  private Artifacts.Opened copied(String key, GetObjectResponse in, Runnable release) {
    StoredHeaders stored = StoredHeaders.of(in.headers()::get);
    Download download =
        new StreamedDownload(in, stored.length(), resume(key, stored), readers, release);
    copied.increment();
    return new Artifacts.Opened(stored, download);
  }

  private StreamedDownload.Resume resume(String key, StoredHeaders stored) {
    long start = stored.firstByte();
    long last = start + stored.length() - 1;
    return position -> reopen(key, ByteRange.of(start + position, last), stored.get("ETag"));
  }

  private InputStream reopen(String key, ByteRange rest, String etag)
      throws IOException, InterruptedException {
    CompletableFuture<GetObjectResponse> opening =
        store.open(key, Optional.of(rest), Optional.ofNullable(etag));
    try {
      return opening.get(openTimeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("S3 does not give the rest of an artifact", e);
    }
  }
}
