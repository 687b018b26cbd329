package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortCheckTest {
  @Test
  void aTakenPortIsSaidInOneSentenceWithTheSettingThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(PortCheck.complaints(List.of(use("Kafka", port, Setting.KAFKA_PORT))))
          .containsExactly(
              "Port %d, for Kafka, is taken by another program: choose another with --kafka.port N (or kafka.port=N in kiseki.properties)."
                  .formatted(port));
    }
  }

  @Test
  void aFreePortIsNoComplaint() throws Exception {
    assertThat(PortCheck.complaints(List.of(use("Kafka", Ports.free(), Setting.KAFKA_PORT))))
        .isEmpty();
  }

  @Test
  void aPortWantedTwiceNamesBothSettings() throws Exception {
    int port = Ports.free();
    assertThat(
            PortCheck.complaints(
                List.of(
                    use("Kafka", port, Setting.KAFKA_PORT),
                    use("Cassandra", port, Setting.CASSANDRA_PORT))))
        .containsExactly(
            "Port %d is set for Kafka and for Cassandra: change kafka.port or cassandra.port."
                .formatted(port));
  }

  private static PortUse use(String user, int port, Setting setting) {
    return new PortUse(user, "127.0.0.1", port, setting);
  }
}
