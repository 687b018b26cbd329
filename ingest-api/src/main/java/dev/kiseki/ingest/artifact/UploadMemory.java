package dev.kiseki.ingest.artifact;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The heap that the buffers of all uploads may take together, so that many at once wait for each
 * other instead of ending the process. Counted in KB, rounded up. Buffers of a part's size are used
 * again: else each upload writes over another piece of the heap, until all of it is resident.
 */
final class UploadMemory {
  private static final int KB = 1 << 10;
  private static final int SHARE_OF_HEAP = 4;

  private final Semaphore free;
  private final int partSize;
  private final Semaphore room;
  private final Queue<byte[]> idle = new ConcurrentLinkedQueue<>();

  UploadMemory(long bytes, int partSize) {
    free = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / KB), true);
    this.partSize = partSize;
    room = new Semaphore((int) (bytes / partSize));
  }

  /** A quarter of the heap, and enough for one large upload in any. */
  static UploadMemory of(TransferSettings settings) {
    return new UploadMemory(
        Math.max(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, 3L * settings.partSize()),
        settings.partSize());
  }

  /** Waits, in order of arrival, until so much is free. Who holds some must not ask for more. */
  void take(long bytes) throws InterruptedException {
    free.acquire(permits(bytes));
  }

  /** For who can do without: never before anybody who waits. */
  boolean takeIfFree(long bytes) {
    return !free.hasQueuedThreads() && free.tryAcquire(permits(bytes));
  }

  void give(long bytes) {
    free.release(permits(bytes));
  }

  /** A buffer of a part's size, with anything in it. What it takes was taken before. */
  byte[] part() {
    byte[] found = idle.poll();
    if (found == null) {
      return new byte[partSize];
    }
    room.release();
    return found;
  }

  /** Keeps a part's buffer for others; only one that nobody reads any more. Others are dropped. */
  void reuse(byte[] buffer) {
    if (buffer.length == partSize && room.tryAcquire()) {
      idle.add(buffer);
    }
  }

  private static int permits(long bytes) {
    return (int) ((bytes + KB - 1) / KB);
  }
}
