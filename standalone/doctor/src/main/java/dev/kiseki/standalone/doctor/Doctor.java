package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.WithService;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Main class of {@code ./kiseki doctor}. */
public final class Doctor {
  static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Settings under which a failure is seen within the deadline, and at once. */
  private static final Map<String, Object> IMPATIENT =
      Map.of(
          "kiseki.s3.retry-for", "0s",
          "kiseki.s3.connect-timeout", "3s",
          "kiseki.s3.read-timeout", "6s",
          "kiseki.cassandra.connect-timeout", "4s",
          "kiseki.cassandra.request-timeout", "5s");

  /** Between those of the environment (below 0) and ours. */
  private static final int GIVEN = 100;

  private static final int OURS = 200;

  private Doctor() {}

  /** Exit status 0: all right, with warnings perhaps. 1: something failed. 2: wrong options. */
  public static void main(String[] args) {
    System.exit(run(Arrays.asList(args)));
  }

  private static int run(List<String> args) {
    DoctorOptions options;
    try {
      options = DoctorOptions.parse(args);
    } catch (DoctorFailure e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      System.err.println("The data folder can't be read: " + e);
      return 2;
    }
    options.jvm().forEach(System::setProperty);
    Report report = new Report(System.out, options.json(), options.place());
    try (ApplicationContext context = looking(options)) {
      for (String system : options.systems()) {
        switch (system) {
          case "s3" -> look("s3", report, () -> new S3Checks(context, options, report).run());
          case "kafka" ->
              look("kafka", report, () -> new KafkaChecks(context, options, report).run());
          default ->
              look("cassandra", report, () -> new CassandraChecks(context, options, report).run());
        }
      }
    }
    report.end();
    return report.allRight() ? 0 : 1;
  }

  /** A context as the services have, of which nothing begins by itself. */
  static ApplicationContext looking(DoctorOptions options) {
    return ApplicationContext.builder()
        .banner(false)
        .environments(WithService.LOOKING)
        .propertySources(
            PropertySource.of("given", new HashMap<>(options.settings()), GIVEN),
            PropertySource.of("impatient", IMPATIENT, OURS))
        .start();
  }

  private static void look(String system, Report report, Runnable checks) {
    try {
      checks.run();
    } catch (RuntimeException e) {
      report.accept(new Finding(system, "settings", refused(e), 0));
    }
  }

  /** What the services would refuse at their start. */
  private static Outcome.Failed refused(RuntimeException failure) {
    IllegalArgumentException refused = Failures.find(failure, IllegalArgumentException.class);
    return new Outcome.Failed(
        Failures.text(refused == null ? failure : refused),
        "The services do not start with this setting: correct it.");
  }
}
