package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.ErrorResponse;
import java.net.URI;
import java.util.concurrent.CompletionException;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3FaultsTest {
  private final S3Faults faults = new S3Faults(URI.create("http://s3"));

  @ParameterizedTest
  @ValueSource(strings = {"XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded"})
  void aFullStorageIsNamedWithAStatusThatClientsDoNotRepeat(String code) {
    TrackingException refusal = faults.translate(answer(code));
    assertThat(refusal.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    assertThat(refusal.code().httpStatus()).isEqualTo(507);
    assertThat(refusal).hasMessageContaining("full").hasMessageContaining("delete");
  }

  @Test
  void whatS3DidNotKeepWholeMayBeSentAgain() {
    // MinIO's answer when its disk fills up while it writes; the next one names the cause.
    assertThat(faults.translate(answer("IncompleteBody")).code())
        .isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
  }

  private static CompletionException answer(String code) {
    ErrorResponse response =
        new ErrorResponse(code, "said by S3", "bucket", "key", "/bucket/key", "1", "2");
    Response http =
        new Response.Builder()
            .request(new Request.Builder().url("http://s3/bucket/key").build())
            .protocol(Protocol.HTTP_1_1)
            .code(507)
            .message("")
            .build();
    return new CompletionException(new ErrorResponseException(response, http, ""));
  }
}
