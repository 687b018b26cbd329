package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.BodyChecksum;
import io.minio.messages.Part;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One body on its way to S3, on one thread that may wait. What fits into a part goes in one request
 * after its last byte has come; more goes as a multipart upload, whose next part is read while the
 * last one or two are sent. Either way nothing is visible before all of it is there.
 */
final class Upload {
  private static final Logger LOG = LoggerFactory.getLogger(Upload.class);
  private static final int FIRST_BUFFER = 64 << 10;
  // Only a net below the timeouts of the S3 client, which are far shorter.
  private static final long LONGEST_CALL_MINUTES = 10;

  private final ObjectStore store;
  private final TransferSettings settings;
  private final String key;
  private final BodyReader body;
  private final UploadMemory memory;

  /** A part on its way, and its buffer. */
  private record Sending(byte[] data, CompletableFuture<Part> part) {}

  /**
   * @param memory for the buffers, of all uploads together
   */
  Upload(
      ObjectStore store,
      TransferSettings settings,
      String key,
      BodyReader body,
      UploadMemory memory) {
    this.store = store;
    this.settings = settings;
    this.key = key;
    this.body = body;
    this.memory = memory;
  }

  /**
   * Returns when the artifact is stored, and what it is.
   *
   * @param expected the body's length, when it is known
   * @param placeIsFree awaited before anything is sent to S3
   */
  Stored run(OptionalLong expected, CompletableFuture<Void> placeIsFree) throws Exception {
    refuseTooLarge(expected.orElse(0));
    long needed = needed(expected);
    memory.take(needed);
    try {
      return readAndSend(expected, placeIsFree);
    } finally {
      memory.give(needed);
    }
  }

  /** All that it surely holds at once, because who holds some must not wait for more. */
  private long needed(OptionalLong expected) {
    return expected.isPresent() && expected.getAsLong() <= settings.partSize()
        ? expected.getAsLong()
        : 2L * settings.partSize();
  }

  private Stored readAndSend(OptionalLong expected, CompletableFuture<Void> placeIsFree)
      throws Exception {
    byte[] first = new byte[0];
    int length = 0;
    int capacity = firstCapacity(expected);
    do {
      first = larger(first, length, capacity);
      length += body.readFully(first, length, capacity - length);
      capacity = (int) Math.min(2L * capacity, settings.partSize());
    } while (length == first.length && length < settings.partSize() && !body.atEnd());
    await(placeIsFree);
    if (body.atEnd()) {
      int crc32c = BodyChecksum.of(first, length);
      Optional<String> etag = await(store.put(key, first, length, crc32c));
      memory.reuse(first);
      return new Stored(length, OptionalInt.of(crc32c), etag);
    }
    return sendParts(first);
  }

  private byte[] larger(byte[] data, int length, int capacity) {
    byte[] larger = capacity == settings.partSize() ? memory.part() : new byte[capacity];
    System.arraycopy(data, 0, larger, 0, length);
    return larger;
  }

  private int firstCapacity(OptionalLong expected) {
    return (int) Math.min(settings.partSize(), Math.max(1, expected.orElse(FIRST_BUFFER)));
  }

  private Stored sendParts(byte[] first) throws Exception {
    String upload = await(store.begin(key));
    // A third buffer: then two parts are sent at once.
    boolean wider = memory.takeIfFree(settings.partSize());
    Deque<Sending> sending = new ArrayDeque<>();
    try {
      Deque<byte[]> free = new ArrayDeque<>();
      free.add(memory.part());
      if (wider) {
        free.add(memory.part());
      }
      List<Part> parts = new ArrayList<>();
      byte[] full = first;
      int length = first.length;
      int whole = 0; // of no bytes
      long size = 0;
      for (int number = 1; length > 0; number++) {
        size += length;
        refuseTooLarge(size);
        int crc32c = BodyChecksum.of(full, length);
        whole = BodyChecksum.joined(whole, crc32c, length);
        sending.add(new Sending(full, store.putPart(key, upload, number, full, length, crc32c)));
        full = free.isEmpty() ? endOldest(sending, parts) : free.remove();
        length = body.readFully(full, 0, full.length);
      }
      free.add(full);
      while (!sending.isEmpty()) {
        free.add(endOldest(sending, parts));
      }
      free.forEach(memory::reuse); // not after a failure: a part may still be on its way
      Optional<String> etag = await(store.complete(key, upload, parts));
      return new Stored(size, OptionalInt.of(whole), etag);
    } catch (Exception | Error e) {
      abort(upload, sending);
      throw e;
    } finally {
      if (wider) {
        memory.give(settings.partSize());
      }
    }
  }

  /** Its buffer, to be filled again. */
  private static byte[] endOldest(Deque<Sending> sending, List<Part> parts) throws Exception {
    Sending oldest = sending.remove();
    parts.add(await(oldest.part()));
    return oldest.data();
  }

  /** A part that arrives after the abort would be kept for ever, so they go first. */
  private void abort(String upload, Deque<Sending> sending) {
    CompletableFuture.allOf(
            sending.stream().map(Sending::part).toArray(CompletableFuture<?>[]::new))
        .handle((done, failure) -> null)
        .thenCompose(done -> store.abort(key, upload))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn("Parts of an unfinished upload stay in S3 ({})", key, failure);
              }
            });
  }

  private void refuseTooLarge(long size) {
    if (size > settings.largestArtifact()) {
      throw new TrackingException(
          ErrorCode.REQUEST_TOO_LARGE,
          "An artifact may have at most " + settings.largestArtifact() + " bytes");
    }
  }

  private static <T> T await(CompletableFuture<T> call)
      throws InterruptedException, ExecutionException, IOException {
    try {
      return call.get(LONGEST_CALL_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IOException("S3 did not answer in time", e);
    }
  }
}
