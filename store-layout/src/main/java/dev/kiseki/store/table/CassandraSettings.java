package dev.kiseki.store.table;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Cassandra is and how it is used.
 *
 * @param contactPoints {@code host:port} of some nodes; the others are found through them
 * @param datacenter the datacenter that is asked; writes wait for a quorum in it
 * @param keyspace an unquoted lower-case name; created when it is missing
 * @param replication options with which a missing keyspace is created; an existing one is left
 *     alone
 * @param requestTimeout how long one statement may take, retries on other nodes included
 * @param connectTimeout how long opening a connection may take
 * @param retryDelay pause between two attempts to reach a Cassandra that is away
 * @param login empty = none is asked for
 * @param tls empty = connections are not encrypted
 */
public record CassandraSettings(
    List<String> contactPoints,
    String datacenter,
    String keyspace,
    Map<String, String> replication,
    Duration requestTimeout,
    Duration connectTimeout,
    Duration retryDelay,
    Optional<CassandraLogin> login,
    Optional<CassandraTls> tls) {

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern CONTACT_POINT = Pattern.compile("(\\[[^]]+]|[^:\\[\\]]+):\\d{1,5}");

  /** One node on this machine, one copy of each row. */
  public static final CassandraSettings DEFAULTS =
      new CassandraSettings(
          List.of("127.0.0.1:9042"),
          "datacenter1",
          "kiseki",
          Map.of("class", "SimpleStrategy", "replication_factor", "1"),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1));

  public CassandraSettings {
    contactPoints = List.copyOf(contactPoints);
    replication = Map.copyOf(replication);
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException("Cassandra needs at least one contact point, host:port");
    }
    for (String point : contactPoints) {
      if (!CONTACT_POINT.matcher(point).matches() || port(point) > 65_535) {
        throw new IllegalArgumentException(
            "Cassandra contact point '" + point + "' is not of the form host:port");
      }
    }
    if (!KEYSPACE.matcher(keyspace).matches()) {
      throw new IllegalArgumentException(
          "Cassandra keyspace '"
              + keyspace
              + "' is not a plain name: lower-case letters, digits, underscores, at most 48");
    }
    if (datacenter.isBlank()) {
      throw new IllegalArgumentException("Cassandra datacenter must not be blank");
    }
    if (!replication.containsKey("class")) {
      throw new IllegalArgumentException("Cassandra replication needs a class");
    }
    positive(requestTimeout, "request timeout");
    positive(connectTimeout, "connect timeout");
    positive(retryDelay, "retry delay");
  }

  /** Of a Cassandra that asks for no login and has no TLS. */
  public CassandraSettings(
      List<String> contactPoints,
      String datacenter,
      String keyspace,
      Map<String, String> replication,
      Duration requestTimeout,
      Duration connectTimeout,
      Duration retryDelay) {
    this(
        contactPoints,
        datacenter,
        keyspace,
        replication,
        requestTimeout,
        connectTimeout,
        retryDelay,
        Optional.empty(),
        Optional.empty());
  }

  public CassandraSettings withContactPoints(List<String> points) {
    return with(points, keyspace);
  }

  public CassandraSettings withKeyspace(String name) {
    return with(contactPoints, name);
  }

  private CassandraSettings with(List<String> points, String name) {
    return new CassandraSettings(
        points,
        datacenter,
        name,
        replication,
        requestTimeout,
        connectTimeout,
        retryDelay,
        login,
        tls);
  }

  static String host(String contactPoint) {
    String host = contactPoint.substring(0, contactPoint.lastIndexOf(':'));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static int port(String contactPoint) {
    return Integer.parseInt(contactPoint.substring(contactPoint.lastIndexOf(':') + 1));
  }

  private static void positive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("Cassandra " + name + " must be more than nothing");
    }
  }
}
