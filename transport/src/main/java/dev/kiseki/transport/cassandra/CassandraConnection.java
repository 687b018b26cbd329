package dev.kiseki.transport.cassandra;

import dev.kiseki.event.topic.Topics;
import dev.kiseki.store.table.CassandraSettings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Settings {@code kiseki.cassandra.*}; see {@link CassandraSettings}.
 *
 * @param replicationFactor copies of each row, in a keyspace that is made here
 */
@ConfigurationProperties("kiseki.cassandra")
public record CassandraConnection(
    @Bindable(defaultValue = "127.0.0.1:9042") List<String> contactPoints,
    @Bindable(defaultValue = "datacenter1") String datacenter,
    @Bindable(defaultValue = "kiseki") String keyspace,
    @Bindable(defaultValue = "1") int replicationFactor,
    @Bindable(defaultValue = "5s") Duration requestTimeout,
    @Bindable(defaultValue = "5s") Duration connectTimeout,
    @Bindable(defaultValue = "500ms") Duration retryDelay) {

  /**
   * @param topics of the log that is folded; each generation has a keyspace of its own, for rows
   *     are named by offsets on the log
   */
  public CassandraSettings settings(CassandraAccess access, Topics topics) {
    return new CassandraSettings(
        contactPoints,
        datacenter,
        topics.ofGeneration(keyspace, '_'),
        replication(),
        requestTimeout,
        connectTimeout,
        retryDelay,
        access.login(),
        access.encryption());
  }

  private Map<String, String> replication() {
    return Map.of(
        "class", "NetworkTopologyStrategy", datacenter, String.valueOf(replicationFactor));
  }
}
