package dev.kiseki.store.table;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.kiseki.store.cql.SchemaScripts;
import dev.kiseki.store.cql.TableNames;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a keyspace to the current layout. Safe when several services start at once: one of them
 * takes the lock, a row that expires by itself, and the others look again later. Scripts can be run
 * again, so a service that dies half-way leaves nothing to clean up.
 *
 * <p>Blocks; for the session's own thread. Some ten statements when there is work, two when not.
 */
final class Schema {
  /** Longer than any script takes; a dead holder is waited for that long. */
  private static final int LOCK_SECONDS = 60;

  private static final Logger log = LoggerFactory.getLogger(Schema.class);

  private final CqlSession session;
  private final String keyspace;
  private final SchemaScripts scripts;
  private final UUID holder = UUID.randomUUID();

  Schema(CqlSession session, CassandraSettings settings) {
    this.session = session;
    this.keyspace = settings.keyspace();
    this.scripts = new SchemaScripts(keyspace, settings.replication());
  }

  /** What is there now. */
  SchemaState state() {
    return SchemaState.of(layout());
  }

  /**
   * Does what is needed.
   *
   * @return true when the layout is current; false when another service is at it: ask again
   * @throws SchemaTooNewException when it is of a later release
   */
  boolean bringToCurrent() {
    int layout = layout();
    return switch (SchemaState.of(layout)) {
      case CURRENT -> true;
      case TOO_NEW -> throw new SchemaTooNewException(keyspace, layout, SchemaScripts.CURRENT);
      case ABSENT, TOO_OLD -> {
        if (layout == 0) {
          scripts.bootstrap().forEach(session::execute);
        }
        yield upgrade();
      }
    };
  }

  private boolean upgrade() {
    if (!session.checkSchemaAgreement() || !lock()) {
      return false;
    }
    try {
      // Read again: the holder before may have done it.
      for (int next = layout() + 1; next <= SchemaScripts.CURRENT; next++) {
        scripts.upgradeTo(next).forEach(session::execute);
        session.execute(
            "INSERT INTO "
                + table()
                + " (kind, number, holder, at) VALUES ('script', ?, ?, toTimestamp(now()))"
                + " IF NOT EXISTS",
            next,
            holder);
        log.info("Cassandra keyspace {} brought to layout {}", keyspace, next);
      }
      return true;
    } finally {
      session.execute(
          "DELETE FROM " + table() + " WHERE kind = 'lock' AND number = 0 IF holder = ?", holder);
    }
  }

  private boolean lock() {
    return session
        .execute(
            "INSERT INTO "
                + table()
                + " (kind, number, holder, at) VALUES ('lock', 0, ?, toTimestamp(now()))"
                + " IF NOT EXISTS USING TTL "
                + LOCK_SECONDS,
            holder)
        .wasApplied();
  }

  /** Number of the last script that has run; 0 = none. */
  private int layout() {
    Row known =
        session
            .execute(
                "SELECT table_name FROM system_schema.tables"
                    + " WHERE keyspace_name = ? AND table_name = ?",
                keyspace,
                TableNames.SCHEMA_VERSION)
            .one();
    if (known == null) {
      return 0;
    }
    Row last =
        session.execute("SELECT max(number) FROM " + table() + " WHERE kind = 'script'").one();
    return last == null ? 0 : last.getInt(0);
  }

  private String table() {
    return keyspace + "." + TableNames.SCHEMA_VERSION;
  }
}
