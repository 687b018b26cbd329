package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.s3.BodyChecksum;
import dev.kiseki.transport.s3.ObjectRemoval;
import io.minio.AbortMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.errors.ErrorResponseException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A small object beside the artifacts: theirs begin with the number of an experiment. Whatever
 * happens, {@link #close} removes it.
 */
final class S3Probe implements AutoCloseable {
  private final MinioAsyncClient client;
  private final String bucket;
  private final String key = ".kiseki-doctor/" + UUID.randomUUID();
  private final byte[] content = ("probe " + key).getBytes(StandardCharsets.UTF_8);
  private volatile boolean written;
  private volatile String upload = "";

  S3Probe(MinioAsyncClient client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  String key() {
    return key;
  }

  byte[] content() {
    return content.clone();
  }

  /** Others may write it, too. */
  void expectWritten() {
    written = true;
  }

  void write() throws Exception {
    written = true;
    try {
      client
          .putObject(
              PutObjectAPIArgs.builder()
                  .bucket(bucket)
                  .object(key)
                  .data(content, content.length)
                  .headers(BodyChecksum.headers(content, content.length))
                  .build())
          .get();
    } catch (ExecutionException e) {
      ErrorResponseException answer = Failures.find(e, ErrorResponseException.class);
      boolean refused =
          answer != null && answer.response() != null && answer.response().code() < 500;
      written = !refused;
      throw e;
    }
  }

  byte[] read() throws Exception {
    try (GetObjectResponse answer =
        client.getObject(GetObjectArgs.builder().bucket(bucket).object(key).build()).get()) {
      return answer.readAllBytes();
    }
  }

  void beginAndAbortUpload() throws Exception {
    upload =
        client
            .createMultipartUpload(
                CreateMultipartUploadArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    .headers(BodyChecksum.announced())
                    .build())
            .get()
            .result()
            .uploadId();
    client
        .uploadPart(
            UploadPartArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(upload)
                .partNumber(1)
                .data(content, content.length)
                .headers(BodyChecksum.headers(content, content.length))
                .build())
        .get();
    abort();
  }

  private void abort() throws Exception {
    client
        .abortMultipartUpload(
            AbortMultipartUploadArgs.builder().bucket(bucket).object(key).uploadId(upload).build())
        .get();
    upload = "";
  }

  void remove() throws Exception {
    new ObjectRemoval(client, bucket, keys -> CompletableFuture.completedFuture(null))
        .keys(List.of(key))
        .get();
    written = false;
  }

  @Override
  public void close() {
    try {
      if (!upload.isEmpty()) {
        abort();
      }
    } catch (Exception e) {
      upload = ""; // told by the check that began it; S3 forgets it, or the sweep of gc ends it
    }
    try {
      if (written) {
        remove();
      }
    } catch (Exception e) {
      System.err.println("The probe " + bucket + "/" + key + " could not be removed: remove it.");
      written = false;
    }
  }
}
