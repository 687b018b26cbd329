package dev.kiseki.store.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CassandraSettingsTest {
  @Test
  void defaultsAreOneLocalNode() {
    CassandraSettings d = CassandraSettings.DEFAULTS;
    assertThat(d.contactPoints()).containsExactly("127.0.0.1:9042");
    assertThat(d.datacenter()).isEqualTo("datacenter1");
    assertThat(d.keyspace()).isEqualTo("kiseki");
    assertThat(d.replication())
        .isEqualTo(Map.of("class", "SimpleStrategy", "replication_factor", "1"));
    assertThat(d.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(d.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(d.retryDelay()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void contactPointsAreHostAndPort() {
    for (String good : List.of("cassandra-0.cassandra:9042", "10.0.0.1:1", "[::1]:9042")) {
      assertThat(CassandraSettings.DEFAULTS.withContactPoints(List.of(good)).contactPoints())
          .containsExactly(good);
    }
    assertThat(CassandraSettings.host("[::1]:9042")).isEqualTo("::1");
    assertThat(CassandraSettings.port("[::1]:9042")).isEqualTo(9042);
    for (String bad : List.of("", "host", "host:", ":9042", "host:99999", "::1:9042")) {
      assertThatThrownBy(() -> CassandraSettings.DEFAULTS.withContactPoints(List.of(bad)))
          .as(bad)
          .hasMessage("Cassandra contact point '" + bad + "' is not of the form host:port");
    }
    assertThatThrownBy(() -> CassandraSettings.DEFAULTS.withContactPoints(List.of()))
        .hasMessage("Cassandra needs at least one contact point, host:port");
  }

  @Test
  void keyspacesArePlainNamesBecauseTheyBecomePartOfStatements() {
    for (String bad : List.of("", "Kiseki", "a b", "a;drop", "1a", "\"a\"")) {
      assertThatThrownBy(() -> CassandraSettings.DEFAULTS.withKeyspace(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
