package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads and the places for artifact traffic, all of them bounded. Who finds no place is told
 * to come again (503 with Retry-After). The event loops never wait for any of this.
 */
final class Transfers implements AutoCloseable {
  private final ThreadPoolExecutor uploads;
  private final ThreadPoolExecutor readers;
  private final Semaphore downloads;
  private final UploadMemory uploadMemory;

  Transfers(TransferSettings settings) {
    uploads =
        pool(
            "kiseki-artifact-upload-",
            settings.uploads(),
            new ArrayBlockingQueue<>(settings.waitingUploads()));
    // Bounded by the downloads: each has at most one piece to be read, and one to be closed.
    readers = pool("kiseki-artifact-read-", settings.readers(), new LinkedBlockingQueue<>());
    downloads = new Semaphore(settings.downloads());
    uploadMemory = UploadMemory.of(settings);
  }

  /**
   * Runs the upload now or when a thread is free.
   *
   * @throws TrackingException TEMPORARILY_UNAVAILABLE when too many wait already
   */
  void upload(Runnable upload) {
    try {
      uploads.execute(upload);
    } catch (RejectedExecutionException e) {
      throw TrackingException.unavailable("Too many artifact uploads at once; try again later");
    }
  }

  /**
   * Takes a place for a download.
   *
   * @return gives the place back; to be run once
   * @throws TrackingException TEMPORARILY_UNAVAILABLE when there is none
   */
  Runnable download() {
    if (!downloads.tryAcquire()) {
      throw TrackingException.unavailable("Too many artifact downloads at once; try again later");
    }
    return downloads::release;
  }

  UploadMemory uploadMemory() {
    return uploadMemory;
  }

  Executor readers() {
    return readers;
  }

  int freeDownloads() {
    return downloads.availablePermits();
  }

  /** Lets uploads that run end, for a while; what is left then is cut off and leaves nothing. */
  @Override
  public void close() {
    uploads.shutdown();
    try {
      uploads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    uploads.shutdownNow();
    readers.shutdownNow();
  }

  private static ThreadPoolExecutor pool(String name, int threads, BlockingQueue<Runnable> queue) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            queue,
            task -> {
              Thread thread = new Thread(task, name + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
