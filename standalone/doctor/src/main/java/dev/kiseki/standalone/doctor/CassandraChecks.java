package dev.kiseki.standalone.doctor;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import dev.kiseki.store.cql.SchemaScripts;
import dev.kiseki.store.cql.TableNames;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.CassandraSettings;
import dev.kiseki.store.table.SchemaState;
import dev.kiseki.transport.cassandra.CassandraAccess;
import dev.kiseki.transport.cassandra.CassandraConnection;
import dev.kiseki.transport.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Cassandra: nodes, datacenter, keyspace, and whether a quorum answers. Writes nothing. */
final class CassandraChecks {
  private final CassandraSettings settings;
  private final int replicationFactor;
  private final Place place;
  private final Checks checks;
  private CqlSession session;

  CassandraChecks(ApplicationContext context, DoctorOptions options, Consumer<Finding> told) {
    CassandraConnection connection = context.getBean(CassandraConnection.class);
    settings =
        connection.settings(
            context.getBean(CassandraAccess.class), context.getBean(KafkaSettings.class).topics());
    replicationFactor = connection.replicationFactor();
    place = options.place();
    checks =
        new Checks(
            "cassandra", Doctor.DEADLINE, failure -> CassandraAdvice.of(failure, place), told);
  }

  void run() {
    checks.check("reach", this::reach);
    try {
      checks.check("login", this::login, "reach");
      checks.check("datacenter", this::datacenter, "login");
      checks.check("nodes", this::nodes, "login");
      checks.check("clock", this::clock, "datacenter");
      checks.check("agreement", this::agreement, "login");
      checks.check("keyspace", this::keyspace, "datacenter");
      checks.check("quorum", this::quorum, "keyspace");
      checks.check("read", this::read, "quorum");
    } finally {
      if (session != null) {
        session.forceCloseAsync();
      }
    }
  }

  private Outcome reach() {
    return Sockets.reach(
        settings.contactPoints(), "cassandra", "kiseki.cassandra.contact-points", place);
  }

  private Outcome login() {
    session = CassandraSession.connect(settings);
    return new Outcome.Ok("let in; version " + String.join(", ", versions()));
  }

  private Collection<String> versions() {
    return all().stream()
        .map(node -> String.valueOf(node.getCassandraVersion()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Outcome datacenter() {
    Collection<String> known =
        all().stream()
            .map(node -> String.valueOf(node.getDatacenter()))
            .collect(Collectors.toCollection(TreeSet::new));
    return known.contains(settings.datacenter())
        ? new Outcome.Ok("%s is there, nodes: %d".formatted(settings.datacenter(), local().size()))
        : new Outcome.Failed(
            "there is no datacenter %s".formatted(settings.datacenter()),
            "Set kiseki.cassandra.datacenter to one of: %s.".formatted(String.join(", ", known)));
  }

  private Outcome nodes() {
    List<String> down =
        all().stream()
            .filter(node -> node.getState() == NodeState.DOWN)
            .map(CassandraChecks::name)
            .toList();
    return down.isEmpty()
        ? new Outcome.Ok("none of %d is down".formatted(all().size()))
        : new Outcome.Warning(
            "down: " + String.join(", ", down), "Start them, or remove them with nodetool.");
  }

  /** The worst of the local nodes that answer. */
  private Outcome clock() {
    Outcome worst = new Outcome.Ok("not known");
    for (Node node : local()) {
      if (node.getState() == NodeState.DOWN) {
        continue;
      }
      long before = System.currentTimeMillis();
      long theirs =
          session
              .execute(
                  SimpleStatement.newInstance("SELECT toUnixTimestamp(now()) FROM system.local")
                      .setNode(node))
              .one()
              .getLong(0);
      Outcome one =
          Clocks.judge("node " + name(node), theirs, before, System.currentTimeMillis(), false);
      if (!(worst instanceof Outcome.Warning)) {
        worst = one;
      }
    }
    return worst;
  }

  private Outcome agreement() {
    return session.checkSchemaAgreement()
        ? new Outcome.Ok("all nodes have the same schema")
        : new Outcome.Warning(
            "the nodes have different schemas",
            "Wait, then nodetool describecluster. Layouts are not upgraded until they agree.");
  }

  private Outcome keyspace() {
    Optional<KeyspaceMetadata> there = metadata();
    if (there.isEmpty()) {
      int nodes = local().size();
      return replicationFactor > nodes
          ? new Outcome.Failed(
              "keyspace %s would be made with %d copies on %d nodes"
                  .formatted(settings.keyspace(), replicationFactor, nodes),
              "Set kiseki.cassandra.replication-factor to %d or less, or add nodes."
                  .formatted(nodes))
          : new Outcome.Ok(
              "%s is not there yet, made at the first start".formatted(settings.keyspace()));
    }
    SchemaState state = SchemaState.read(session, settings);
    String seen = "%s is there".formatted(settings.keyspace());
    return switch (state) {
      case CURRENT -> new Outcome.Ok(seen + ", its layout is " + SchemaScripts.CURRENT);
      case ABSENT -> new Outcome.Ok(seen + " and empty; tables are made at the first start");
      case TOO_OLD ->
          new Outcome.Ok(
              seen
                  + "; its layout is brought to %d at the next start"
                      .formatted(SchemaScripts.CURRENT));
      case TOO_NEW ->
          new Outcome.Failed(
              seen + ", written by a later release",
              "Start that release, or name another keyspace with kiseki.cassandra.keyspace.");
    };
  }

  private Outcome quorum() {
    return metadata()
        .map(there -> new Quorum(session, settings).look(there))
        .orElseGet(() -> new Outcome.Ok("no keyspace yet"));
  }

  /** A partition that does not exist: its replicas must agree on that. */
  private Outcome read() {
    boolean there =
        metadata().flatMap(keyspace -> keyspace.getTable(TableNames.METRIC_CHUNKS)).isPresent();
    if (!there) {
      return new Outcome.Ok("no tables yet");
    }
    var unused =
        session
            .execute(
                SimpleStatement.newInstance(
                    "SELECT part FROM %s.%s WHERE run_id = ? AND metric_key = ? LIMIT 1"
                        .formatted(settings.keyspace(), TableNames.METRIC_CHUNKS),
                    "kiseki-doctor",
                    "none"))
            .one();
    return new Outcome.Ok("a quorum answers a read of metrics; nothing was written");
  }

  private Optional<KeyspaceMetadata> metadata() {
    return session.getMetadata().getKeyspace(settings.keyspace());
  }

  private Collection<Node> all() {
    return session.getMetadata().getNodes().values();
  }

  /** Where it is asked, without what the driver adds for itself. */
  static String name(Node node) {
    return String.valueOf(node.getEndPoint()).replace("/<unresolved>", "");
  }

  private List<Node> local() {
    return all().stream()
        .filter(node -> settings.datacenter().equals(node.getDatacenter()))
        .toList();
  }
}
