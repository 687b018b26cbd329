package dev.kiseki.ingest.artifact;

import java.util.concurrent.Semaphore;

/**
 * The heap that the buffers of all uploads may take together, so that many at once wait for each
 * other instead of ending the process. Counted in KB, rounded up.
 */
final class UploadMemory {
  private static final int KB = 1 << 10;
  private static final int SHARE_OF_HEAP = 4;

  private final Semaphore free;

  UploadMemory(long bytes) {
    free = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / KB), true);
  }

  /** A quarter of the heap, and enough for one large upload in any. */
  static UploadMemory of(TransferSettings settings) {
    return new UploadMemory(
        Math.max(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP, 3L * settings.partSize()));
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

  private static int permits(long bytes) {
    return (int) ((bytes + KB - 1) / KB);
  }
}
