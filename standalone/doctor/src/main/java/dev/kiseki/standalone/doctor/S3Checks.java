package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.s3.PresignedUrls;
import dev.kiseki.transport.s3.S3AccessSettings;
import dev.kiseki.transport.s3.S3Http;
import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.context.ApplicationContext;
import io.minio.ListObjectsV2Args;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.net.URI;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/** S3: reached, trusted, in time, let in, and everything that Kiseki does with it. */
final class S3Checks {
  /** Answers to who is known. */
  private static final Set<String> LET_IN = Set.of("NoSuchBucket", "AccessDenied");

  private final S3Settings settings;
  private final S3AccessSettings access;
  private final S3Http http;
  private final MinioAsyncClient client;
  private final PresignedUrls urls;
  private final boolean makeBucket;
  private final Checks checks;
  private final S3Advice advice;
  private final Place place;

  /** Of the first answer: when it came, by our clock, and what it said. */
  private long before;

  private long after;
  private String date;

  /** Code of the refusal to list; empty when it was listed. */
  private String listing = "";

  S3Checks(ApplicationContext context, DoctorOptions options, Consumer<Finding> told) {
    settings = context.getBean(S3Settings.class);
    access = context.getBean(S3AccessSettings.class);
    http = context.getBean(S3Http.class);
    client = context.getBean(MinioAsyncClient.class);
    urls = context.getBean(PresignedUrls.class);
    makeBucket = options.makeBucket();
    place = options.place();
    advice = new S3Advice(settings, access, place);
    checks = new Checks("s3", Doctor.DEADLINE, advice::of, told);
  }

  void run() {
    checks.check("reach", this::reach);
    checks.check("clock", this::clock, "reach");
    checks.check("credentials", this::credentials, "reach");
    checks.check("bucket", this::bucket, "credentials");
    if (listing.equals("NoSuchBucket")) {
      for (String name : new String[] {"write", "read", "multipart", "delete"}) {
        checks.skip(name, "the bucket is not there yet");
      }
      return;
    }
    S3Probe probe = new S3Probe(client, settings.bucket());
    Thread removal = new Thread(probe::close, "remove-probe");
    Runtime.getRuntime().addShutdownHook(removal); // Ctrl-C
    try {
      probed(probe);
    } finally {
      probe.close();
      Runtime.getRuntime().removeShutdownHook(removal);
    }
  }

  private void probed(S3Probe probe) {
    checks.check("write", () -> write(probe), "credentials");
    checks.check("read", () -> read(probe), "write");
    checks.check("multipart", () -> multipart(probe), "credentials");
    if (urls.supported()) {
      checks.check("public", () -> throughPublic(probe), "write");
    }
    checks.check("delete", () -> delete(probe), "write");
  }

  private Outcome reach() throws Exception {
    URI endpoint = settings.endpoint();
    boolean tls = endpoint.getScheme().equals("https");
    int port =
        endpoint.getPort() < 0 ? HttpUrl.defaultPort(endpoint.getScheme()) : endpoint.getPort();
    Sockets.knock(endpoint.getHost(), port);
    before = System.currentTimeMillis();
    try (Response answer = call(new Request.Builder().url(endpoint.toString()).build())) {
      after = System.currentTimeMillis();
      date = answer.header("Date");
    }
    return new Outcome.Ok(
        "%s answers%s".formatted(endpoint, tls ? ", its certificate is trusted" : ""));
  }

  private Outcome clock() {
    try {
      long theirs =
          ZonedDateTime.parse(String.valueOf(date), DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .toEpochMilli();
      // The header has whole seconds.
      return Clocks.judge("S3", theirs, before - 1_000, after, true);
    } catch (DateTimeException e) {
      return new Outcome.Ok("not known: its answers have no Date");
    }
  }

  private Outcome credentials() throws Exception {
    try {
      ListObjectsV2Args one =
          ListObjectsV2Args.builder().bucket(settings.bucket()).maxKeys(1).build();
      var unused = client.listObjectsV2(one).get();
    } catch (Exception e) {
      listing = S3Advice.code(e);
      if (!LET_IN.contains(listing)) {
        throw e;
      }
    }
    return new Outcome.Ok(
        "known to S3 (kiseki.s3.credentials is %s), region %s"
            .formatted(
                access.credentials().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                settings.region()));
  }

  private Outcome bucket() throws Exception {
    String bucket = settings.bucket();
    switch (listing) {
      case "" -> {
        return new Outcome.Ok("%s is there and can be listed".formatted(bucket));
      }
      case "AccessDenied" -> {
        return new Outcome.Failed(
            "%s may not be listed, or is somebody else's (AccessDenied)".formatted(bucket),
            "Allow s3:ListBucket on it to these credentials, or correct kiseki.s3.bucket.");
      }
      default -> {
        if (!makeBucket) {
          return new Outcome.Warning(
              bucket + " is not there",
              "ingest-api makes it at its start if the credentials may (s3:CreateBucket); --make-bucket tries it now. Else make it, or correct kiseki.s3.bucket.");
        }
      }
    }
    try {
      client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build()).get();
    } catch (Exception e) {
      return new Outcome.Failed(
          "%s is not there and may not be made (%s)".formatted(bucket, S3Advice.code(e)),
          "Make it by hand, or allow s3:CreateBucket to these credentials.");
    }
    listing = "";
    return new Outcome.Ok("%s was made".formatted(bucket));
  }

  private static Outcome write(S3Probe probe) throws Exception {
    probe.write();
    return new Outcome.Ok(probe.key());
  }

  private static Outcome read(S3Probe probe) throws Exception {
    return Arrays.equals(probe.read(), probe.content())
        ? new Outcome.Ok("the same bytes came back")
        : new Outcome.Failed(
            "other bytes came back than were written",
            "Something between here and S3 changes them: look at proxies, and at its disks.");
  }

  private static Outcome multipart(S3Probe probe) throws Exception {
    probe.beginAndAbortUpload();
    return new Outcome.Ok("an upload in parts was begun and given up");
  }

  private static Outcome delete(S3Probe probe) throws Exception {
    probe.remove();
    return new Outcome.Ok("the probe is gone");
  }

  /** As a client does it: nobody signs here, all is in the address. */
  private Outcome throughPublic(S3Probe probe) throws Exception {
    return new PublicEndpoint(settings, urls, this::call).look(probe);
  }

  private Response call(Request request) throws java.io.IOException {
    return http.client().newBuilder().followRedirects(false).build().newCall(request).execute();
  }
}
