package dev.kiseki.query.wiring;

import dev.kiseki.protocol.server.ReadinessCheck;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.owner.OwnerDirectory;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches before anybody else does, by the way that requests come, and is ready when that goes
 * quickly: the first search of a process loads classes and opens connections for seconds. Whatever
 * fails here, readiness does not depend on it for much longer than {@link #LONGEST}, at most twice.
 */
@Singleton
@Named("query-first-search")
final class FirstSearch implements ReadinessCheck, ApplicationEventListener<ServerStartupEvent> {
  private static final Logger log = LoggerFactory.getLogger(FirstSearch.class);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration QUICK = Duration.ofMillis(300);
  private static final int MOST = 10;
  private static final long PAUSE_MILLIS = 100;

  /** Meets the parser, the planner, each processor, and the order of a page. */
  private static final String BODY =
      """
      {"experiment_ids": ["0"], "max_results": 5, "order_by": ["metrics.first DESC", "start_time"],
       "filter": "metrics.first > 0.5 AND params.first = '1' AND tags.first LIKE '%a%'"}""";

  private final BooleanSupplier tooEarly;
  private final Duration longest;
  private volatile boolean done;

  @Inject
  FirstSearch(CatalogReplica catalog, OwnerDirectory owners) {
    this(() -> catalog.waitingFor().isPresent() || owners.waitingFor().isPresent(), LONGEST);
  }

  /**
   * @param tooEarly whether something is missing that every search needs
   */
  FirstSearch(BooleanSupplier tooEarly, Duration longest) {
    this.tooEarly = tooEarly;
    this.longest = longest;
  }

  @Override
  public String name() {
    return "first-search";
  }

  @Override
  public Optional<String> waitingFor() {
    return done ? Optional.empty() : Optional.of("its own first searches");
  }

  @Override
  public void onApplicationEvent(ServerStartupEvent event) {
    var unused = begin(event.getSource().getURI());
  }

  /** The thread that searches; it is ready when that ends. */
  Thread begin(URI server) {
    Thread thread = new Thread(() -> search(server), "first-search");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void search(URI server) {
    try {
      while (tooEarly.getAsBoolean()) {
        Thread.sleep(PAUSE_MILLIS);
      }
      untilQuick(server.resolve("/api/2.0/mlflow/runs/search"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("searches of its own failed; the first of a client may be slow", e);
    } finally {
      done = true;
    }
  }

  private void untilQuick(URI search) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(longest).build();
    HttpRequest request =
        HttpRequest.newBuilder(search)
            .timeout(longest)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    long began = System.nanoTime();
    for (int i = 0; i < MOST && since(began).compareTo(longest) < 0; i++) {
      long asked = System.nanoTime();
      try {
        int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        Duration took = since(asked);
        log.debug("own search {}: {} after {} ms", i, status, took.toMillis());
        if (status == 200) {
          if (took.compareTo(QUICK) < 0) {
            return;
          }
          continue;
        }
      } catch (IOException e) {
        log.debug("own search {} failed", i, e);
      }
      // What refuses at once would be asked ten times within a moment.
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
