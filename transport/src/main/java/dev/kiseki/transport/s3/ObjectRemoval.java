package dev.kiseki.transport.s3;

import io.minio.DeleteObjectsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.messages.Contents;
import io.minio.messages.DeleteRequest;
import io.minio.messages.ListBucketResultV2;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Removes objects of one bucket, after somebody was told which. Futures fail as the SDK fails; what
 * was removed before stays removed, and a repeat goes on with the rest.
 */
public final class ObjectRemoval {
  /** Hears which keys are about to be removed; they are when it completes, and stay if it fails. */
  @FunctionalInterface
  public interface Before {
    CompletionStage<Void> removing(List<String> keys);
  }

  private static final int AT_ONCE = 1000;

  private final MinioAsyncClient client;
  private final String bucket;
  private final Before before;

  public ObjectRemoval(MinioAsyncClient client, String bucket, Before before) {
    this.client = client;
    this.bucket = bucket;
    this.before = before;
  }

  /**
   * Everything whose key starts with the prefix: a listing and a removal for each 1000 objects.
   *
   * @param prefix empty, or ending in a slash, so that {@code abc} does not take {@code abcd} along
   */
  public CompletableFuture<Void> below(String prefix) {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new IllegalArgumentException("not a folder: " + prefix);
    }
    return page(prefix)
        .thenCompose(
            page -> {
              if (page.keys().isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              // What was listed is gone, so the first page is always the next one.
              return keys(page.keys())
                  .thenCompose(
                      done ->
                          page.more() ? below(prefix) : CompletableFuture.completedFuture(null));
            });
  }

  /** Up to 1000 keys, in one request; ones that do not exist are as good as removed. */
  public CompletableFuture<Void> keys(List<String> keys) {
    return before.removing(keys).toCompletableFuture().thenCompose(told -> delete(keys));
  }

  private CompletableFuture<Void> delete(List<String> keys) {
    List<DeleteRequest.Object> objects = keys.stream().map(DeleteRequest.Object::new).toList();
    return sent(() ->
            client.deleteObjects(
                DeleteObjectsArgs.builder().bucket(bucket).objects(objects).quiet(true).build()))
        .thenApply(
            answer -> {
              if (!answer.result().errors().isEmpty()) {
                throw new IllegalStateException(
                    "S3 did not delete: " + answer.result().errors().get(0).code());
              }
              return null;
            });
  }

  private record Page(List<String> keys, boolean more) {}

  private CompletableFuture<Page> page(String prefix) {
    ListObjectsV2Args.Builder args =
        ListObjectsV2Args.builder()
            .bucket(bucket)
            .prefix(prefix)
            .encodingType("url") // XML cannot hold every character
            .maxKeys(AT_ONCE);
    return sent(() -> client.listObjectsV2(args.build()))
        .thenApply(answer -> page(answer.result()));
  }

  private static Page page(ListBucketResultV2 result) {
    List<String> keys = new ArrayList<>();
    for (Contents file : result.contents()) {
      file.setEncodingType(result.encodingType()); // else the key stays encoded
      keys.add(file.objectName());
    }
    return new Page(keys, result.isTruncated());
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
