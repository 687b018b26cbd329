package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.http.body.CloseableByteBody;
import io.minio.HeadObjectResponse;
import io.minio.MinioAsyncClient;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Artifacts by path. Futures fail with {@link TrackingException} only: RESOURCE_DOES_NOT_EXIST,
 * INVALID_PARAMETER_VALUE, or TEMPORARILY_UNAVAILABLE when S3 or a place is missing.
 */
final class Artifacts {
  /** What came of opening a download. */
  sealed interface Outcome permits Opened, Unsatisfiable {}

  /** An open artifact and the headers S3 sent with it. */
  record Opened(StoredHeaders headers, Download download) implements Outcome {}

  /**
   * The range lies outside.
   *
   * @param size bytes of the whole artifact
   */
  record Unsatisfiable(long size) implements Outcome {}

  private final ObjectStore store;
  private final Downloads downloads;
  private final ArtifactTree tree;
  private final FreePlaces places;
  private final ArtifactSweep sweep;
  private final Transfers transfers;
  private final LedgerRecords records;
  private final TransferSettings settings;
  private final S3Faults faults;

  Artifacts(
      MinioAsyncClient client,
      S3Settings s3,
      Downloads downloads,
      FreePlaces places,
      Transfers transfers,
      TransferSettings settings,
      RunReader runs,
      ModelReader models,
      LedgerRecords records) {
    this.store = new ObjectStore(client, s3.bucket(), records::removing);
    this.downloads = downloads;
    this.sweep = new ArtifactSweep(store, runs, models);
    this.tree = new ArtifactTree(store);
    this.places = places;
    this.transfers = transfers;
    this.records = records;
    this.settings = settings;
    this.faults = new S3Faults(s3.endpoint());
  }

  CompletableFuture<List<ArtifactTree.Entry>> list(ArtifactPath directory) {
    return translated(tree.list(directory));
  }

  /** As {@link #list}, in another bucket of the same endpoint. */
  CompletableFuture<List<ArtifactTree.Entry>> list(String bucket, ArtifactPath directory) {
    return new ArtifactTree(store.inBucket(bucket))
        .list(directory)
        .exceptionallyCompose(
            failure ->
                S3Faults.code(failure).isEmpty()
                    ? CompletableFuture.failedFuture(faults.translate(failure))
                    : CompletableFuture.failedFuture(
                        TrackingException.invalid(
                            "The artifacts of this run are in the bucket '"
                                + bucket
                                + "', which this server cannot list")));
  }

  CompletableFuture<Void> delete(ArtifactPath path) {
    return translated(tree.delete(path).whenComplete((done, failure) -> places.forget()));
  }

  CompletableFuture<HeadObjectResponse> head(ArtifactPath path) {
    return translated(
        store.head(path.text()).exceptionallyCompose(e -> tree.explainMissing(path, e)));
  }

  /**
   * Opens a download. It must be read to its end or cancelled.
   *
   * @param loop of the client's connection, when it is known
   */
  CompletableFuture<Outcome> open(
      ArtifactPath path, Optional<ByteRange> range, Optional<EventLoop> loop) {
    Runnable release = transfers.download();
    CompletableFuture<Outcome> opening =
        downloads.open(path.text(), range, loop, release).thenApply(opened -> opened);
    return translated(
        opening.exceptionallyCompose(
            failure -> {
              release.run();
              return S3Faults.code(failure).equals("InvalidRange")
                  ? head(path).thenApply(found -> new Unsatisfiable(found.size()))
                  : tree.explainMissing(path, failure);
            }));
  }

  /**
   * Stores the body; the future completes when the artifact is visible and recorded. Takes over the
   * body.
   */
  CompletableFuture<Void> put(ArtifactPath path, CloseableByteBody body) {
    CompletableFuture<Void> stored = new CompletableFuture<>();
    try {
      transfers.upload(
          () -> {
            OptionalLong expected = body.expectedLength();
            CompletableFuture<Void> free = places.require(path);
            try (BodyReader reader =
                BodyReader.of(body.toReadBufferPublisher(), settings.stallTimeout())) {
              Stored object =
                  new Upload(store, settings, path.text(), reader, transfers.uploadMemory())
                      .run(expected, free);
              places.taken(path);
              var unused =
                  records.record(path.text(), object).thenAccept(done -> stored.complete(null));
            } catch (BodyReader.StalledException e) {
              places.forget();
              stored.completeExceptionally(
                  TrackingException.unavailable("The upload sent nothing for too long"));
            } catch (Exception | Error e) {
              places.forget();
              stored.completeExceptionally(faults.translate(e));
            }
          });
    } catch (TrackingException e) {
      body.close();
      stored.completeExceptionally(e);
    }
    return stored;
  }

  /** Removes what nobody will ask for. */
  CompletableFuture<ArtifactSweep.Swept> sweep(ArtifactSweep.Question question) {
    CompletableFuture<ArtifactSweep.Swept> swept = new CompletableFuture<>();
    transfers.upload(
        () -> {
          try {
            swept.complete(sweep.sweep(question));
            places.forget();
          } catch (Exception | Error e) {
            swept.completeExceptionally(faults.translate(e));
          }
        });
    return swept;
  }

  private <T> CompletableFuture<T> translated(CompletableFuture<T> call) {
    return call.exceptionallyCompose(e -> CompletableFuture.failedFuture(faults.translate(e)));
  }
}
