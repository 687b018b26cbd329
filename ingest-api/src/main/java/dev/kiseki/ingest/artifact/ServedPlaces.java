package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.ArtifactRoot;
import dev.kiseki.transport.s3.S3Settings;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Where single files lie that this server sends and takes by itself: in its own bucket only. */
@Singleton
final class ServedPlaces {
  private final String ownBucket;

  ServedPlaces(S3Settings s3) {
    this.ownBucket = s3.bucket();
  }

  /**
   * @param uri where the files of the owner lie
   * @param owner what they belong to, for the refusal
   * @throws TrackingException INVALID_PARAMETER_VALUE for a place that only clients reach
   */
  ArtifactPath place(String uri, ArtifactPath path, String owner) {
    ArtifactRoot root = ArtifactRoot.of(uri);
    Optional<String> other = root.bucket().filter(bucket -> !bucket.equals(ownBucket));
    if (other.isPresent()) {
      throw TrackingException.invalid(
          "The artifacts of this "
              + owner
              + " are in the bucket '"
              + other.get()
              + "'; use the storage itself.");
    }
    return root.directory().resolve(path);
  }
}
