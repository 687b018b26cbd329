package dev.kiseki.ingest.artifact;

import dev.kiseki.transport.s3.PresignedUrls;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much may be under way at once. Memory is at most {@code (uploads * 2 + 2) * partSize} bytes
 * for uploads and about 160 KB per download, 600 KB when it goes through the SDK.
 *
 * @param uploads uploads that run at once, one thread each
 * @param waitingUploads uploads that may wait for one of those threads; their bodies are not read
 * @param downloads downloads open at once; a slow reader holds one, but no thread
 * @param readers threads that read from S3 for all downloads
 * @param partSize bytes of one part of a large upload, at least 5 MiB; S3 takes 10,000 parts, so
 *     this sets the largest artifact
 * @param stallTimeout an upload that sends nothing for so long is given up
 * @param downloadUrlLife how long a client may download from S3 itself with one address
 * @param uploadUrlLife how long it may upload to S3 with one
 */
@ConfigurationProperties("kiseki.artifacts")
public record TransferSettings(
    @Bindable(defaultValue = "8") int uploads,
    @Bindable(defaultValue = "256") int waitingUploads,
    @Bindable(defaultValue = "128") int downloads,
    @Bindable(defaultValue = "8") int readers,
    @Bindable(defaultValue = "10485760") int partSize,
    @Bindable(defaultValue = "60s") Duration stallTimeout,
    @Bindable(defaultValue = "5m") Duration downloadUrlLife,
    @Bindable(defaultValue = "1h") Duration uploadUrlLife) {
  private static final int SMALLEST_PART = 5 << 20;
  static final int MOST_PARTS = 10_000;

  public TransferSettings {
    requirePositive("uploads", uploads);
    requirePositive("waiting-uploads", waitingUploads);
    requirePositive("downloads", downloads);
    requirePositive("readers", readers);
    if (partSize < SMALLEST_PART) {
      throw new IllegalArgumentException(
          "kiseki.artifacts.part-size must be at least " + SMALLEST_PART + ", not " + partSize);
    }
    if (stallTimeout.isNegative() || stallTimeout.isZero()) {
      throw new IllegalArgumentException("kiseki.artifacts.stall-timeout must be positive");
    }
    requireLife("download-url-life", downloadUrlLife);
    requireLife("upload-url-life", uploadUrlLife);
  }

  /** Bytes. */
  long largestArtifact() {
    return (long) MOST_PARTS * partSize;
  }

  private static void requireLife(String name, Duration life) {
    if (life.toSeconds() < 1 || life.compareTo(PresignedUrls.LONGEST_LIFE) > 0) {
      throw new IllegalArgumentException(
          "kiseki.artifacts." + name + " must be between 1 second and 7 days, not " + life);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("kiseki.artifacts." + name + " must be positive");
    }
  }
}
