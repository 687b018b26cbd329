package dev.kiseki.store.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.cql.SchemaScripts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("cassandra")
class CassandraSessionTest {
  @TempDir static Path dir;
  static CassandraChild cassandra;

  @BeforeAll
  static void start() throws Exception {
    cassandra = new CassandraChild(dir.resolve("shared")).start();
  }

  @AfterAll
  static void stop() throws Exception {
    cassandra.close();
  }

  @Test
  void servicesThatStartAtOnceMakeTheKeyspaceTogether() throws Exception {
    List<CassandraSession> sessions =
        IntStream.range(0, 4).mapToObj(i -> CassandraSession.open(on("together"))).toList();
    try {
      for (CassandraSession session : sessions) {
        ready(session);
        assertThat(session.waitingFor()).isEmpty();
      }
      CqlSession cql = sessions.get(0).now();
      eventually(() -> rows(cql, "SELECT * FROM together.schema_version WHERE kind = 'lock'") == 0);
      assertThat(rows(cql, "SELECT * FROM together.schema_version WHERE kind = 'script'"))
          .isEqualTo(SchemaScripts.CURRENT);
      assertThat(new Schema(cql, on("together")).state()).isEqualTo(SchemaState.CURRENT);
      assertThat(new Schema(cql, on("elsewhere")).state()).isEqualTo(SchemaState.ABSENT);
    } finally {
      sessions.forEach(CassandraSession::close);
    }
  }

  @Test
  void aDeadServicesLockIsWaitedForAndHalfAScriptIsFinished() throws Exception {
    try (CassandraSession other = CassandraSession.open(on("other"))) {
      CqlSession cql = ready(other);
      new SchemaScripts("half", on("half").replication()).bootstrap().forEach(cql::execute);
      cql.execute(
          "INSERT INTO half.schema_version (kind, number, holder) VALUES ('lock', 0, ?)"
              + " IF NOT EXISTS USING TTL 3",
          UUID.randomUUID());
      assertThat(new Schema(cql, on("half")).bringToCurrent()).isFalse();
      try (CassandraSession half = CassandraSession.open(on("half"))) {
        CqlSession session = ready(half);
        assertThat(rows(session, "SELECT * FROM half.metric_chunks_by_run_and_key")).isZero();
      }
    }
  }

  @Test
  void statementsThatFailAreCounted() throws Exception {
    try (CassandraSession session = CassandraSession.open(on("counted"))) {
      CqlSession cql = ready(session);
      cql.execute("SELECT * FROM counted.schema_version WHERE kind = 'script'");
      long before = session.failures();
      assertThatThrownBy(() -> cql.execute("SELECT * FROM counted.nothing"))
          .isInstanceOf(InvalidQueryException.class);
      // The driver tells its trackers after whoever waits for the answer.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (session.failures() == before && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(session.failures()).isEqualTo(before + 1);
    }
  }

  @Test
  void aLaterLayoutIsRefusedWithAWordOnWhatToDo() throws Exception {
    try (CassandraSession first = CassandraSession.open(on("later"))) {
      ready(first)
          .execute(
              "INSERT INTO later.schema_version (kind, number) VALUES ('script', 7) IF NOT EXISTS");
    }
    try (CassandraSession second = CassandraSession.open(on("later"))) {
      assertThatThrownBy(() -> ready(second))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(SchemaTooNewException.class)
          .hasMessage(
              "keyspace later has layout 7, this build knows layouts up to "
                  + SchemaScripts.CURRENT
                  + ": start a release that knows it, or name another keyspace");
      assertThat(second.waitingFor()).hasValueSatisfying(w -> assertThat(w).contains("layout 7"));
    }
  }

  @Test
  void cassandraMayComeLateAndGoAndComeBack() throws Exception {
    try (CassandraChild late = new CassandraChild(dir.resolve("late"));
        CassandraSession session =
            CassandraSession.open(on("late").withContactPoints(List.of(late.contactPoint())))) {
      assertThat(session.waitingFor()).contains("waiting for Cassandra at " + late.contactPoint());
      assertThatThrownBy(session::now)
          .isInstanceOfSatisfying(
              TrackingException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE));

      late.start();
      CqlSession cql = ready(session);
      cql.execute(
          "INSERT INTO late.metric_chunks_by_run_and_key (run_id, metric_key, first_offset, part)"
              + " VALUES ('r', 'k', 1, 0)");

      late.kill();
      eventually(() -> session.waitingFor().isPresent());
      assertThat(session.waitingFor()).contains("waiting for Cassandra at " + late.contactPoint());

      late.start();
      eventually(() -> session.waitingFor().isEmpty());
      assertThat(session.now()).isSameAs(cql);
      // The driver hears of its own connection a moment after it was counted.
      eventually(() -> answers(cql));
      assertThat(rows(cql, "SELECT * FROM late.metric_chunks_by_run_and_key")).isEqualTo(1);
    }
  }

  private static boolean answers(CqlSession cql) {
    try {
      return rows(cql, "SELECT release_version FROM system.local") == 1;
    } catch (AllNodesFailedException notYet) {
      return false;
    }
  }

  private static CassandraSettings on(String keyspace) {
    CassandraSettings d = CassandraSettings.DEFAULTS;
    return new CassandraSettings(
        List.of(cassandra.contactPoint()),
        d.datacenter(),
        keyspace,
        d.replication(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        Duration.ofMillis(200));
  }

  private static CqlSession ready(CassandraSession session) throws Exception {
    return session.ready().toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  private static int rows(CqlSession cql, String select) {
    return cql.execute(select).all().size();
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not so").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
