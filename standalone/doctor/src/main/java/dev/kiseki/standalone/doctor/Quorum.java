package dev.kiseki.standalone.doctor;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import dev.kiseki.store.table.CassandraSettings;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether each row has a majority of its copies in the datacenter that is asked (LOCAL_QUORUM). */
final class Quorum {
  private final CqlSession session;
  private final CassandraSettings settings;

  Quorum(CqlSession session, CassandraSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  Outcome look(KeyspaceMetadata keyspace) {
    int copies =
        copies(
            keyspace
                .getReplication()
                .getOrDefault(
                    settings.datacenter(),
                    keyspace.getReplication().getOrDefault("replication_factor", "0")));
    if (copies == 0) {
      return new Outcome.Failed(
          "keyspace %s has no copies in datacenter %s"
              .formatted(settings.keyspace(), settings.datacenter()),
          "ALTER KEYSPACE so that it has, then nodetool rebuild there; or correct"
              + " kiseki.cassandra.datacenter.");
    }
    Optional<TokenMap> tokens = session.getMetadata().getTokenMap();
    if (tokens.isEmpty()) {
      return new Outcome.Ok("%d copies; which nodes hold them is not known".formatted(copies));
    }
    Set<String> down = new TreeSet<>();
    int ranges = 0;
    int without = 0;
    for (TokenRange range : tokens.get().getTokenRanges()) {
      ranges++;
      int up = 0;
      for (Node node : tokens.get().getReplicas(settings.keyspace(), range)) {
        if (!settings.datacenter().equals(node.getDatacenter())) {
          continue;
        }
        if (node.getState() == NodeState.DOWN) {
          down.add(CassandraChecks.name(node));
        } else {
          up++;
        }
      }
      if (up < majority(copies)) {
        without++;
      }
    }
    return judge(copies, ranges, without, down);
  }

  static Outcome judge(int copies, int ranges, int without, Set<String> down) {
    if (without == 0) {
      return new Outcome.Ok(
          "%d cop%s of each row, a majority can be asked for all"
              .formatted(copies, copies == 1 ? "y" : "ies"));
    }
    return new Outcome.Failed(
        "%d of %d token ranges have no majority of their %d copies%s"
            .formatted(
                without,
                ranges,
                copies,
                down.isEmpty() ? "" : "; down: " + String.join(", ", down)),
        down.isEmpty()
            ? "The keyspace has more copies than the datacenter has nodes: add nodes, or ALTER"
                + " KEYSPACE with fewer."
            : "Start the nodes that are down.");
  }

  static int majority(int copies) {
    return copies / 2 + 1;
  }

  /** Of {@code 3}, or {@code 3/1} with transient ones. */
  private static int copies(String option) {
    String number = option.replaceAll("/.*", "");
    return number.matches("\\d{1,4}") ? Integer.parseInt(number) : 0;
  }
}
