package dev.kiseki.standalone.verify;

import dev.kiseki.store.ledger.LedgerEntry;
import dev.kiseki.transport.s3.S3Failures;
import dev.kiseki.transport.s3.S3Settings;
import dev.kiseki.transport.s3.TlsTrouble;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadObjectArgs;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.Contents;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** The bucket of the services' settings. */
final class Bucket implements Storage {
  private static final int AT_ONCE = 1000;
  private static final int BUFFER = 256 << 10;
  private static final Set<String> GONE = Set.of("NoSuchKey", "NoSuchObject");
  private static final Set<String> ANOTHER = Set.of("NoSuchKey", "PreconditionFailed");

  /** What is answered by an S3 that does not give objects by their parts, as S3Proxy does not. */
  private static final Set<String> NO_PARTS = Set.of("InvalidPartNumber", "NotImplemented");

  private final MinioAsyncClient client;
  private final S3Settings settings;

  Bucket(MinioAsyncClient client, S3Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  @Override
  public void list(String prefix, Consumer<List<StoredObject>> pages) {
    String continuation = null;
    do {
      ListObjectsV2Args args =
          ListObjectsV2Args.builder()
              .bucket(settings.bucket())
              .prefix(prefix)
              .encodingType("url") // XML cannot hold every character
              .maxKeys(AT_ONCE)
              .continuationToken(continuation)
              .build();
      ListBucketResultV2 result =
          orAway(sent(() -> client.listObjectsV2(args)).thenApply(answer -> answer.result()));
      List<StoredObject> page = new ArrayList<>();
      for (Contents file : result.contents()) {
        file.setEncodingType(result.encodingType()); // else the key stays encoded
        page.add(
            new StoredObject(
                file.objectName(),
                file.size(),
                LedgerEntry.unquoted(String.valueOf(file.etag())),
                file.lastModified().toInstant()));
      }
      pages.accept(page);
      continuation = result.isTruncated() ? result.nextContinuationToken() : null;
    } while (continuation != null);
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> look(String key) {
    return sent(() ->
            client.headObject(
                HeadObjectArgs.builder().bucket(settings.bucket()).object(key).build()))
        .handle(
            (found, failure) -> {
              if (failure == null) {
                return Optional.of(
                    new StoredObject(
                        key,
                        found.size(),
                        found.etag() == null ? "" : LedgerEntry.unquoted(found.etag()),
                        found.lastModified().toInstant()));
              }
              if (GONE.contains(code(failure))) {
                return Optional.empty();
              }
              throw away(failure);
            });
  }

  @Override
  public OptionalInt crc32c(StoredObject object) throws IOException {
    CRC32C crc = new CRC32C();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (GetObjectResponse in = opened(object, new Http.QueryParameters())) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
        size += read;
      }
    } catch (CompletionException e) {
      if (ANOTHER.contains(code(e))) {
        return OptionalInt.empty();
      }
      throw new IOException(S3Failures.root(e));
    }
    requireWhole(object, size);
    return OptionalInt.of((int) crc.getValue());
  }

  @Override
  public Optional<String> partsTag(StoredObject object) throws IOException {
    int parts = PartsMd5.parts(object.etag());
    PartsMd5 md5 = new PartsMd5();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try {
      for (int part = 1; part <= parts; part++) {
        try (GetObjectResponse in =
            opened(object, new Http.QueryParameters("partNumber", String.valueOf(part)))) {
          if (!ofMd5(in, parts)) {
            return Optional.empty();
          }
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            md5.add(buffer, read);
            size += read;
          }
        }
        md5.endPart();
      }
    } catch (CompletionException e) {
      if (ANOTHER.contains(code(e)) || NO_PARTS.contains(code(e))) {
        return Optional.empty();
      }
      throw new IOException(S3Failures.root(e));
    }
    requireWhole(object, size);
    return Optional.of(md5.tag());
  }

  /** With a key of KMS or of the client's own, ETags are made of what is encrypted. */
  private static boolean ofMd5(GetObjectResponse answer, int parts) {
    String encrypted = answer.headers().get("x-amz-server-side-encryption");
    return String.valueOf(parts).equals(answer.headers().get("x-amz-mp-parts-count"))
        && (encrypted == null || encrypted.equals("AES256"));
  }

  /** This very object, or a part of it. */
  private GetObjectResponse opened(StoredObject object, Http.QueryParameters part) {
    Http.Headers headers = new Http.Headers();
    if (!object.etag().isEmpty()) {
      headers.put("If-Match", '"' + object.etag() + '"');
    }
    return sent(() ->
            client.getObject(
                GetObjectArgs.builder()
                    .bucket(settings.bucket())
                    .object(object.key())
                    .extraHeaders(headers)
                    .extraQueryParams(part)
                    .build()))
        .join();
  }

  private static void requireWhole(StoredObject object, long size) throws IOException {
    if (size != object.size()) {
      throw new IOException("%d bytes came of %d".formatted(size, object.size()));
    }
  }

  private <T> T orAway(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw away(e);
    }
  }

  private VerifyFailure away(Throwable failure) {
    Optional<TlsTrouble> tls = TlsTrouble.in(failure);
    return new VerifyFailure(
        "The bucket %s at %s can't be looked at (%s). %s"
            .formatted(
                settings.bucket(),
                settings.endpoint(),
                tls.map(TlsTrouble::seen).orElse(S3Failures.root(failure).getMessage()),
                tls.map(TlsTrouble::advice).orElse("./kiseki doctor --only s3 says more.")));
  }

  private static String code(Throwable failure) {
    return S3Failures.root(failure) instanceof ErrorResponseException answered
        ? answered.errorResponse().code()
        : "";
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
