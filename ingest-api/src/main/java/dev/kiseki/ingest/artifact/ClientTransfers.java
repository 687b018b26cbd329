package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.PresignedUrls;
import dev.kiseki.transport.s3.S3Settings;
import io.minio.MinioAsyncClient;
import io.minio.messages.Part;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Transfers whose bytes go between the client and S3: this server only says where, and begins and
 * ends multipart uploads. Futures fail as those of {@link Artifacts}, and with NOT_IMPLEMENTED and
 * MLflow 3.17.2's texts when clients cannot reach S3; the stock client then uses the proxy.
 */
final class ClientTransfers {
  /** A multipart upload and the address of each of its parts, the first one's first. */
  record Begun(String upload, List<String> parts) {}

  /**
   * @param size bytes of the object
   */
  record Source(String url, long size) {}

  private final ObjectStore store;
  private final FreePlaces places;
  private final String bucket;
  private final PresignedUrls urls;
  private final TransferSettings settings;
  private final LedgerRecords records;
  private final S3Faults faults;

  ClientTransfers(
      MinioAsyncClient client,
      S3Settings s3,
      FreePlaces places,
      PresignedUrls urls,
      TransferSettings settings,
      LedgerRecords records) {
    this.store = new ObjectStore(client, s3.bucket(), records::removing);
    this.places = places;
    this.records = records;
    this.bucket = s3.bucket();
    this.urls = urls;
    this.settings = settings;
    this.faults = new S3Faults(s3.endpoint());
  }

  boolean supported() {
    return urls.supported();
  }

  /**
   * Begins a multipart upload of a file that may be put there.
   *
   * @param parts 0 to 10,000
   */
  CompletableFuture<Begun> begin(ArtifactPath path, long parts) {
    require("Multipart upload");
    if (parts < 0 || parts > TransferSettings.MOST_PARTS) {
      throw TrackingException.invalid(
          "num_parts must be between 0 and "
              + TransferSettings.MOST_PARTS
              + ", not "
              + parts
              + "; larger parts make a larger file possible");
    }
    String key = path.text();
    return translated(
        places
            .require(path)
            .thenCompose(free -> store.beginForClients(key))
            .thenApply(
                upload ->
                    new Begun(
                        upload,
                        IntStream.rangeClosed(1, (int) parts)
                            .mapToObj(part -> urls.part(bucket, key, upload, part, uploadLife()))
                            .toList())));
  }

  /** Makes the file of its parts. */
  CompletableFuture<Void> complete(ArtifactPath path, String upload, List<Part> parts) {
    require("Multipart upload");
    String key = path.text();
    return translated(
        store
            .complete(key, upload, parts)
            .thenCompose(
                done -> {
                  places.taken(path);
                  return records.record(key, asked(key));
                }));
  }

  /** Parts that went past us: only S3 knows what they make. */
  private CompletableFuture<Stored> asked(String key) {
    return store
        .head(key)
        .thenApply(
            found ->
                new Stored(found.size(), OptionalInt.empty(), Optional.ofNullable(found.etag())));
  }

  /** Forgets an upload and its parts; one that is not there is as good as forgotten. */
  CompletableFuture<Void> abort(ArtifactPath path, String upload) {
    require("Multipart upload");
    places.forget();
    return translated(
        store
            .abort(path.text(), upload)
            .exceptionallyCompose(
                failure ->
                    S3Faults.isNoUpload(failure)
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure)));
  }

  /** Where to read a file of the proxied artifacts. */
  CompletableFuture<Source> download(ArtifactPath path) {
    require("Multipart download");
    return source(bucket, path, settings.downloadUrlLife());
  }

  /** Where to read a file in any bucket of the endpoint. */
  CompletableFuture<Source> download(String other, ArtifactPath path, Duration life) {
    require("Presigned download");
    return source(other, path, life);
  }

  /** Where to write one. */
  String upload(String other, ArtifactPath path, Duration life) {
    require("Presigned upload");
    return urls.upload(other, path.text(), life);
  }

  private CompletableFuture<Source> source(String in, ArtifactPath path, Duration life) {
    return translated(
        store
            .inBucket(in)
            .head(path.text())
            .thenApply(
                found ->
                    new Source(
                        urls.download(in, path.text(), Disposition.attachment(path.name()), life),
                        found.size()))
            .exceptionallyCompose(
                failure -> new ArtifactTree(store.inBucket(in)).explainMissing(path, failure)));
  }

  private Duration uploadLife() {
    return settings.uploadUrlLife();
  }

  private void require(String what) {
    if (!urls.supported()) {
      throw new TrackingException(
          ErrorCode.NOT_IMPLEMENTED,
          what + " is not supported for the current artifact repository");
    }
  }

  private <T> CompletableFuture<T> translated(CompletableFuture<T> call) {
    return call.exceptionallyCompose(e -> CompletableFuture.failedFuture(faults.translate(e)));
  }
}
