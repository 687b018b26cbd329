package dev.kiseki.standalone.verify;

import dev.kiseki.transport.WithService;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.BeanContextException;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Optional;

/** Main class of {@code ./kiseki verify-artifacts}. */
public final class VerifyArtifacts {
  /** Above those of the environment, which are below 0. */
  private static final int GIVEN = 100;

  private VerifyArtifacts() {}

  /**
   * Exit status 0: nothing is wrong, with warnings perhaps. 1: something is. 2: wrong options, or
   * Kafka or S3 could not be read.
   */
  public static void main(String[] args) {
    int status;
    try {
      status = run(VerifyOptions.parse(Arrays.asList(args)));
    } catch (VerifyFailure e) {
      System.err.println(e.getMessage());
      status = 2;
    } catch (BeanContextException e) {
      System.err.println("A setting can't be: " + e.getMessage());
      status = 2;
    } catch (IOException e) {
      System.err.println("A file can't be read or made: " + e);
      status = 2;
    } catch (RuntimeException | Error e) {
      e.printStackTrace(); // 1 would say that artifacts are damaged
      status = 2;
    }
    System.exit(status);
  }

  private static int run(VerifyOptions options) throws IOException {
    options.jvm().forEach(System::setProperty);
    Path folder = Files.createTempDirectory("kiseki-verify-");
    Runtime.getRuntime() // also after Ctrl-C
        .addShutdownHook(new Thread(() -> LedgerCopy.remove(folder), "remove-copy"));
    Tally tally = new Tally(System.err);
    Report report = new Report(System.out, options.json(), options.most());
    try (ApplicationContext context = looking(options);
        LedgerTopic ledger = new LedgerTopic(context.getBean(KafkaSettings.class));
        LedgerCopy copy = new LedgerCopy(folder)) {
      ledger.open();
      Bucket bucket =
          new Bucket(context.getBean(MinioAsyncClient.class), context.getBean(S3Settings.class));
      try (Contents contents = new Contents(bucket, options.readers())) {
        new Examination(
                ledger,
                copy,
                bucket,
                tally,
                report,
                options.content() ? Optional.of(contents) : Optional.empty(),
                Clock.systemUTC(),
                VerifyArtifacts::sleep)
            .run(options.prefix());
      }
    }
    report.end(tally);
    return tally.allRight() ? 0 : 1;
  }

  /** A context as the services have, of which nothing begins by itself. */
  private static ApplicationContext looking(VerifyOptions options) {
    return ApplicationContext.builder()
        .banner(false)
        .environments(WithService.LOOKING)
        .propertySources(PropertySource.of("given", new HashMap<>(options.settings()), GIVEN))
        .start();
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VerifyFailure("Stopped.");
    }
  }
}
