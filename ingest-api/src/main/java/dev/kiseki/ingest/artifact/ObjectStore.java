package dev.kiseki.ingest.artifact;

import dev.kiseki.transport.s3.BodyChecksum;
import dev.kiseki.transport.s3.ObjectRemoval;
import dev.kiseki.transport.s3.S3Settings;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.UploadPartResponse;
import io.minio.errors.MinioException;
import io.minio.messages.Contents;
import io.minio.messages.Item;
import io.minio.messages.ListBucketResultV2;
import io.minio.messages.ListMultipartUploadsResult;
import io.minio.messages.ListObjectsResult;
import io.minio.messages.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One bucket. Each method is one S3 request, signed and sent by the SDK; the future fails as the
 * SDK fails and never waits longer than the timeouts of {@link S3Settings}.
 *
 * <p>Uploads use the SDK's single requests, not its {@code putObject(stream)}: that one reads the
 * stream on the threads that complete S3 requests, so a few slow clients would stop all of them.
 */
final class ObjectStore {
  /**
   * @param size bytes; 0 for a directory
   * @param changed when it was written; of a directory, at no time
   */
  record Found(String key, long size, Instant changed) {}

  /** A multipart upload that was not ended. */
  record Begun(String key, String id, Instant at) {}

  /**
   * @param continuation names the next page, when there is one
   */
  record Page(List<Found> found, Optional<String> continuation) {}

  private static final String DELIMITER = "/";
  private static final int ADDRESS_SECONDS = 300;

  private final MinioAsyncClient client;
  private final String bucket;
  private final ObjectRemoval.Before beforeRemoval;

  ObjectStore(MinioAsyncClient client, String bucket, ObjectRemoval.Before beforeRemoval) {
    this.client = client;
    this.bucket = bucket;
    this.beforeRemoval = beforeRemoval;
  }

  /** The same endpoint and credentials, another bucket, from which nothing is removed. */
  ObjectStore inBucket(String other) {
    return other.equals(bucket) ? this : new ObjectStore(client, other, ObjectStore::notOurs);
  }

  private static CompletionStage<Void> notOurs(List<String> keys) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("another bucket's objects: " + keys));
  }

  CompletableFuture<HeadObjectResponse> head(String key) {
    return sent(
        () -> client.headObject(HeadObjectArgs.builder().bucket(bucket).object(key).build()));
  }

  /**
   * Opens an object. The answer must be closed.
   *
   * @param etag quoted; when present, only this very content is opened
   */
  CompletableFuture<GetObjectResponse> open(
      String key, Optional<ByteRange> range, Optional<String> etag) {
    GetObjectArgs.Builder args = GetObjectArgs.builder().bucket(bucket).object(key);
    Http.Headers headers = new Http.Headers();
    range.ifPresent(bytes -> headers.put("Range", bytes.header()));
    etag.ifPresent(tag -> headers.put("If-Match", tag));
    return sent(() -> client.getObject(args.extraHeaders(headers).build()));
  }

  /** Where to read an object for some minutes. Signed here, no request; about 0.05 ms. */
  String address(String key) {
    try {
      return client.getPresignedObjectUrl(
          GetPresignedObjectUrlArgs.builder()
              .method(Http.Method.GET)
              .bucket(bucket)
              .object(key)
              .expiry(ADDRESS_SECONDS)
              .build());
    } catch (MinioException e) {
      throw new IllegalStateException("an address in S3 cannot be signed", e);
    }
  }

  /**
   * Sends the bytes and their CRC32C, which S3 refuses to take other bytes for.
   *
   * @return the ETag
   */
  CompletableFuture<Optional<String>> put(String key, byte[] data, int length, int crc32c) {
    return sent(() ->
            client.putObject(
                PutObjectAPIArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .data(data, length)
                    .headers(BodyChecksum.headers(crc32c))
                    .build()))
        .thenApply(answer -> Optional.ofNullable(answer.etag()));
  }

  /** The id of a new multipart upload for {@link #putPart}. Nothing is visible before its end. */
  CompletableFuture<String> begin(String key) {
    return begin(key, BodyChecksum.announced());
  }

  /** As {@link #begin}, for parts that clients send with presigned addresses, without checksums. */
  CompletableFuture<String> beginForClients(String key) {
    return begin(key, new Http.Headers());
  }

  private CompletableFuture<String> begin(String key, Http.Headers headers) {
    return sent(() ->
            client.createMultipartUpload(
                CreateMultipartUploadArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .headers(headers)
                    .build()))
        .thenApply(answer -> answer.result().uploadId());
  }

  /** As {@link #put}. Numbers count from 1. */
  CompletableFuture<Part> putPart(
      String key, String upload, int number, byte[] data, int length, int crc32c) {
    return sent(() ->
            client.uploadPart(
                UploadPartArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .uploadId(upload)
                    .partNumber(number)
                    .data(data, length)
                    .headers(BodyChecksum.headers(crc32c))
                    .build()))
        .thenApply(UploadPartResponse::part);
  }

  /**
   * Makes the object of its parts. A repeat, whose first answer was lost, succeeds as the first
   * did: the upload is gone then, and the object is what these parts make.
   *
   * @return the ETag
   */
  CompletableFuture<Optional<String>> complete(String key, String upload, List<Part> parts) {
    return sent(() ->
            client.completeMultipartUpload(
                CompleteMultipartUploadArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .uploadId(upload)
                    .parts(parts.toArray(Part[]::new))
                    .build()))
        .thenApply(answer -> Optional.ofNullable(answer.etag()))
        .exceptionallyCompose(
            failure ->
                S3Faults.isNoUpload(failure)
                    ? completedBefore(key, parts, failure)
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Optional<String>> completedBefore(
      String key, List<Part> parts, Throwable failure) {
    return head(key)
        .handle(
            (found, missing) ->
                Optional.ofNullable(found)
                    .map(HeadObjectResponse::etag)
                    .filter(PartsTag.of(parts)::matches))
        .thenCompose(
            same ->
                same.isPresent()
                    ? CompletableFuture.completedFuture(same)
                    : CompletableFuture.failedFuture(failure));
  }

  CompletableFuture<Void> abort(String key, String upload) {
    return sent(() ->
            client.abortMultipartUpload(
                AbortMultipartUploadArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .uploadId(upload)
                    .build()))
        .thenApply(answer -> null);
  }

  /** Up to 1000 entries directly below the prefix; a directory's key ends in a slash. */
  CompletableFuture<Page> page(String prefix, Optional<String> continuation) {
    return list(prefix, DELIMITER, 1000, continuation, "");
  }

  /** Up to {@code most} files anywhere below the prefix. */
  CompletableFuture<Page> below(String prefix, int most) {
    return list(prefix, null, most, Optional.empty(), "");
  }

  /** Up to 1000 entries directly below the prefix, of the keys that come after one. */
  CompletableFuture<Page> folders(String prefix, String after) {
    return list(prefix, DELIMITER, 1000, Optional.empty(), after);
  }

  /** Up to 1000 files anywhere below the prefix, of the keys that come after one. */
  CompletableFuture<Page> filesAfter(String prefix, String after) {
    return list(prefix, null, 1000, Optional.empty(), after);
  }

  /** All multipart uploads that were not ended. MinIO tells none and ends them itself. */
  CompletableFuture<List<Begun>> uploads() {
    return addUploads(null, null, new ArrayList<>());
  }

  private CompletableFuture<List<Begun>> addUploads(
      String afterKey, String afterId, List<Begun> found) {
    return sent(() ->
            client.listMultipartUploads(
                ListMultipartUploadsArgs.builder()
                    .bucket(bucket)
                    .encodingType("url") // XML cannot hold every character
                    .keyMarker(afterKey)
                    .uploadIdMarker(afterId)
                    .maxUploads(1000)
                    .build()))
        .thenCompose(
            answer -> {
              ListMultipartUploadsResult result = answer.result();
              for (ListMultipartUploadsResult.Upload upload : result.uploads()) {
                upload.setEncodingType(result.encodingType()); // else the key stays encoded
                found.add(
                    new Begun(
                        upload.objectName(), upload.uploadId(), upload.initiated().toInstant()));
              }
              return result.isTruncated()
                  ? addUploads(result.nextKeyMarker(), result.nextUploadIdMarker(), found)
                  : CompletableFuture.completedFuture(found);
            });
  }

  ObjectRemoval removal() {
    return new ObjectRemoval(client, bucket, beforeRemoval);
  }

  private CompletableFuture<Page> list(
      String prefix, String delimiter, int most, Optional<String> continuation, String after) {
    ListObjectsV2Args.Builder args =
        ListObjectsV2Args.builder()
            .bucket(bucket)
            .prefix(prefix)
            .delimiter(delimiter)
            .encodingType("url") // XML cannot hold every character
            .maxKeys(most)
            .startAfter(after.isEmpty() ? null : after)
            .continuationToken(continuation.orElse(null));
    return sent(() -> client.listObjectsV2(args.build()))
        .thenApply(answer -> page(answer.result()));
  }

  private static Page page(ListBucketResultV2 result) {
    List<Found> found = new ArrayList<>();
    for (ListObjectsResult.Prefix directory : result.commonPrefixes()) {
      found.add(found(directory.toItem(), result.encodingType(), 0, Instant.MAX));
    }
    for (Contents file : result.contents()) {
      Instant changed = file.lastModified().toInstant();
      found.add(found(file, result.encodingType(), file.size(), changed));
    }
    return new Page(
        found,
        result.isTruncated() ? Optional.of(result.nextContinuationToken()) : Optional.empty());
  }

  private static Found found(Item item, String encoding, long size, Instant changed) {
    item.setEncodingType(encoding); // else the key stays encoded
    return new Found(item.objectName(), size, changed);
  }

  /** Some refusals of the SDK are thrown, others are in the future: all become the latter. */
  private static <T> CompletableFuture<T> sent(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
