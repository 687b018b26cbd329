package dev.kiseki.store.table;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import dev.kiseki.event.fault.TrackingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one session of a service. Opening it never waits: a thread of its own goes on trying until
 * Cassandra is there and its keyspace has the current layout. From then on the driver reconnects by
 * itself, so the session stays the same for good. Users ask for it at each call.
 *
 * <p>A keyspace of a later layout ends the attempts: see {@link #waitingFor}.
 */
public final class CassandraSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CassandraSession.class);

  private final CassandraSettings settings;
  private final CompletableFuture<CqlSession> ready = new CompletableFuture<>();
  private final LongAdder failures = new LongAdder();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread t = new Thread(task, "cassandra-session");
            t.setDaemon(true);
            return t;
          });

  /** Of the thread above only. */
  private CqlSession unchecked;

  private volatile String waiting;

  private CassandraSession(CassandraSettings settings) {
    this.settings = settings;
    this.waiting = away();
  }

  /** Starts to connect and returns at once. */
  public static CassandraSession open(CassandraSettings settings) {
    CassandraSession session = new CassandraSession(settings);
    session.thread.execute(session::attempt);
    return session;
  }

  /**
   * A session as the services have it, for who looks once: waits for the connection, makes nothing.
   */
  public static CqlSession connect(CassandraSettings settings) {
    return builder(settings).build();
  }

  private static CqlSessionBuilder builder(CassandraSettings settings) {
    CqlSessionBuilder builder = CqlSession.builder().withConfigLoader(DriverConfig.of(settings));
    return settings
        .tls()
        .map(
            tls ->
                builder.withSslEngineFactory(
                    new ProgrammaticSslEngineFactory(tls.context(), null, tls.checkHostname())))
        .orElse(builder);
  }

  /**
   * The session, for requests that must not wait.
   *
   * @throws TrackingException TEMPORARILY_UNAVAILABLE as long as there has been no connection
   */
  public CqlSession now() {
    if (!ready.isDone() || ready.isCompletedExceptionally()) {
      throw TrackingException.unavailable(waiting);
    }
    return ready.getNow(null);
  }

  /**
   * Completes with the session once it can be used; fails only with {@link SchemaTooNewException},
   * or when this is closed.
   */
  public CompletionStage<CqlSession> ready() {
    return ready.minimalCompletionStage();
  }

  /** For readiness: what is missing, in words; empty when Cassandra can be used now. */
  public Optional<String> waitingFor() {
    if (!ready.isDone() || ready.isCompletedExceptionally()) {
      return Optional.of(waiting);
    }
    int connections = 0;
    for (Node node : ready.getNow(null).getMetadata().getNodes().values()) {
      connections += node.getOpenConnections();
    }
    // One is the driver's own and takes no statements.
    return connections > 1 ? Optional.empty() : Optional.of(away());
  }

  /** Statements that failed since the start, on every node that was asked. */
  public long failures() {
    return failures.sum();
  }

  public CassandraSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    ready.completeExceptionally(TrackingException.unavailable("Cassandra session is closed"));
    if (!ready.isCompletedExceptionally()) {
      ready.getNow(null).close();
    }
    thread.execute(this::closeUnchecked);
    thread.shutdown();
  }

  private void attempt() {
    if (ready.isDone()) {
      return;
    }
    try {
      if (unchecked == null) {
        // A session that fails is dear and noisy; a socket is not.
        knock();
        unchecked = builder(settings).addRequestTracker(new Failures()).build();
      }
      if (new Schema(unchecked, settings).bringToCurrent()) {
        finish();
        return;
      }
      waiting = "waiting for another service that upgrades keyspace " + settings.keyspace();
    } catch (SchemaTooNewException e) {
      waiting = e.getMessage();
      log.error("Cassandra cannot be used: {}", e.getMessage());
      closeUnchecked();
      ready.completeExceptionally(e);
      return;
    } catch (IOException e) {
      note(away());
    } catch (RuntimeException e) {
      note(away() + " (" + e.getMessage() + ")");
      closeUnchecked();
    }
    again();
  }

  private void finish() {
    CqlSession session = unchecked;
    unchecked = null;
    if (ready.complete(session)) {
      log.info("connected to Cassandra at {}", String.join(", ", settings.contactPoints()));
    } else {
      session.close();
    }
  }

  private void again() {
    if (!thread.isShutdown()) {
      thread.schedule(this::attempt, settings.retryDelay().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Says it once, not at each attempt. */
  private void note(String what) {
    if (!what.equals(waiting) || unchecked != null) {
      log.warn("{}", what);
    }
    waiting = what;
  }

  private void knock() throws IOException {
    IOException last = null;
    for (String point : settings.contactPoints()) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(CassandraSettings.host(point), CassandraSettings.port(point)),
            (int) settings.connectTimeout().toMillis());
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private void closeUnchecked() {
    if (unchecked != null) {
      unchecked.close();
      unchecked = null;
    }
  }

  private final class Failures implements RequestTracker {
    @Override
    public void onError(
        Request request,
        Throwable error,
        long nanos,
        DriverExecutionProfile profile,
        Node node,
        String prefix) {
      failures.increment();
    }

    @Override
    public void close() {}
  }

  private String away() {
    return "waiting for Cassandra at " + String.join(", ", settings.contactPoints());
  }
}
