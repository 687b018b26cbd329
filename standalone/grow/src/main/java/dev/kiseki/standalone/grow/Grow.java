package dev.kiseki.standalone.grow;

import dev.kiseki.transport.WithService;
import dev.kiseki.transport.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.BeanContextException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Main class of {@code ./kiseki grow-partitions}. */
public final class Grow {
  /** Above those of the environment, which are below 0. */
  private static final int GIVEN = 100;

  /** Default of {@code kiseki.processor.application-id}; a test compares it with the page. */
  static final String APPLICATION_ID = "kiseki-stream-processor";

  private Grow() {}

  /** Exit status 0: done. 1: it can't go on, with what to do. 2: wrong options or settings. */
  public static void main(String[] args) throws InterruptedException {
    int status = 0;
    try {
      run(GrowOptions.parse(Arrays.asList(args)));
    } catch (GrowFailure e) {
      System.err.println(e.getMessage());
      status = 1;
    } catch (BeanContextException e) {
      System.err.println("A setting can't be: " + e.getMessage());
      status = 2;
    } catch (IOException e) {
      System.err.println("The data folder can't be read: " + e);
      status = 2;
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      System.err.println("Kafka can't be used (" + cause.getMessage() + "). Start it again.");
      status = 1;
    }
    System.exit(status);
  }

  private static void run(GrowOptions options) throws InterruptedException {
    options.tool().jvm().forEach(System::setProperty);
    try (ApplicationContext context = looking(options)) {
      KafkaSettings settings = context.getBean(KafkaSettings.class);
      String applicationId =
          context
              .getProperty("kiseki.processor.application-id", String.class)
              .orElse(APPLICATION_ID);
      Map<String, Object> config = new HashMap<>(settings.clientConfig());
      config.put("client.id", "kiseki-grow-admin");
      config.put("request.timeout.ms", 10_000);
      config.put("default.api.timeout.ms", 20_000);
      Progress progress = new Progress(System.out, System::nanoTime);
      try (Admin admin = Admin.create(config)) {
        new Growth(settings, applicationId, admin, progress).run(options);
      }
    }
  }

  /** A context as the services have, of which nothing begins by itself. */
  private static ApplicationContext looking(GrowOptions options) {
    return ApplicationContext.builder()
        .banner(false)
        .environments(WithService.LOOKING)
        .propertySources(
            PropertySource.of("given", new HashMap<>(options.tool().settings()), GIVEN))
        .start();
  }
}
