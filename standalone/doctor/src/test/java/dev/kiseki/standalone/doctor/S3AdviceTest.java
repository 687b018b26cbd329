package dev.kiseki.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.transport.s3.S3AccessSettings;
import dev.kiseki.transport.s3.S3AccessSettings.Addressing;
import dev.kiseki.transport.s3.S3AccessSettings.Source;
import dev.kiseki.transport.s3.S3Settings;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.ErrorResponse;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.ProviderException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3AdviceTest {
  private static final S3Settings SETTINGS =
      new S3Settings(
          URI.create("https://s3.example"),
          null,
          "key",
          "hush",
          "files",
          "us-east-1",
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));

  private static S3Advice advice(Source source, Addressing addressing) {
    return new S3Advice(
        SETTINGS,
        new S3AccessSettings(source, null, null, null, "arn", null, addressing, Duration.ZERO),
        Place.DEPLOYED);
  }

  private static Outcome.Failed of(Throwable failure) {
    return advice(Source.STATIC, Addressing.PATH).of(failure);
  }

  private static ErrorResponseException answer(String code, String message, String region) {
    Response.Builder response =
        new Response.Builder()
            .request(new Request.Builder().url("https://s3.example/files").build())
            .protocol(Protocol.HTTP_1_1)
            .code(400)
            .message("");
    if (region != null) {
      response.header("x-amz-bucket-region", region);
    }
    return new ErrorResponseException(
        new ErrorResponse(code, message, "files", "", "", "", ""), response.build(), "");
  }

  @ParameterizedTest
  @CsvSource({
    "InvalidAccessKeyId, kiseki.s3.access-key",
    "SignatureDoesNotMatch, kiseki.s3.secret-key",
    "AccessDenied, Allow listing of bucket files",
    "RequestTimeTooSkewed, NTP",
    "NoSuchBucket, kiseki.s3.bucket",
    "ExpiredToken, Renew",
    "SlowDown, Try again",
    "PermanentRedirect, kiseki.s3.region",
    "Odd, log of S3"
  })
  void eachCodeHasItsAdvice(String code, String expected) {
    Outcome.Failed failed = of(answer(code, "words", null));
    assertThat(failed.advice()).contains(expected);
    assertThat(failed.seen() + failed.advice()).doesNotContain("hush");
  }

  @Test
  void theKeysAreLookedForWhereTheyComeFrom() {
    ErrorResponseException wrong = answer("SignatureDoesNotMatch", "", null);
    assertThat(advice(Source.ENVIRONMENT, Addressing.PATH).of(wrong).advice())
        .contains("AWS_SECRET_ACCESS_KEY");
    assertThat(advice(Source.FILE, Addressing.PATH).of(wrong).advice())
        .contains("kiseki.s3.credentials-file");
    assertThat(advice(Source.IDENTITY, Addressing.PATH).of(wrong).advice()).contains("role");
  }

  @ParameterizedTest
  @CsvSource({
    "STATIC, kiseki.s3.access-key",
    "ENVIRONMENT, AWS_ACCESS_KEY_ID",
    "FILE, kiseki.s3.profile",
    "IDENTITY, AWS_WEB_IDENTITY_TOKEN_FILE",
    "ASSUME_ROLE, take the role arn"
  })
  void whoGivesNoKeysIsNamed(Source source, String expected) {
    ProviderException refused = new ProviderException("STS service failed with HTTP status 400");
    Outcome.Failed failed = advice(source, Addressing.PATH).of(refused);
    assertThat(failed.seen()).contains("STS service failed");
    assertThat(failed.advice()).contains(expected);
  }

  @Test
  void theRightRegionIsNamedWhenS3NamesIt() {
    String text = "the region 'us-east-1' is wrong; expecting 'eu-central-1'";
    assertThat(of(answer("AuthorizationHeaderMalformed", text, null)).advice())
        .contains("kiseki.s3.region=eu-central-1");
    assertThat(of(answer("PermanentRedirect", "", "sa-east-1")).advice())
        .contains("kiseki.s3.region=sa-east-1");
  }

  @Test
  void troublesOnTheWayAreToldApart() {
    assertThat(of(new SSLHandshakeException("PKIX path building failed")).advice())
        .contains("kiseki.s3.ca-file");
    assertThat(of(new SSLPeerUnverifiedException("Hostname s3 not verified")).advice())
        .contains("stands in the certificate");
    assertThat(of(new SSLHandshakeException("Unsupported or unrecognized SSL message")).advice())
        .contains("http://");
    assertThat(of(new UnknownHostException("s3.example")).advice()).contains("DNS");
    assertThat(
            advice(Source.STATIC, Addressing.VIRTUAL_HOST)
                .of(new UnknownHostException("files.s3.example"))
                .advice())
        .contains("files.s3.example", "kiseki.s3.addressing");
    assertThat(of(new IOException("Connection refused")).advice()).contains("Is it running");
    assertThat(of(new TimeoutException()).advice()).contains("kiseki.s3.endpoint");
  }
}
