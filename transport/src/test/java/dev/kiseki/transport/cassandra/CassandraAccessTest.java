package dev.kiseki.transport.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraAccessTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void withoutSettingsThereIsNeitherLoginNorTls() {
    CassandraAccess access = new CassandraAccess(null, null, false, null, null, null, true);
    assertThat(access.login()).isEmpty();
    assertThat(access.encryption()).isEmpty();
  }

  @Test
  void aLoginDoesNotTellItsPassword() {
    CassandraAccess access = new CassandraAccess("kiseki", "s3cret", false, null, null, null, true);
    assertThat(access.login().orElseThrow().password()).isEqualTo("s3cret");
    assertThat(access.login().toString()).contains("kiseki").doesNotContain("s3cret");
  }

  @Test
  void tlsTrustsTheJvmsCertificatesUnlessTold() {
    CassandraAccess access = new CassandraAccess(null, null, true, null, null, null, false);
    assertThat(access.encryption().orElseThrow().checkHostname()).isFalse();
  }

  @Test
  void halfALoginIsRefused() {
    assertThatThrownBy(() -> new CassandraAccess("kiseki", null, false, null, null, null, true))
        .hasMessageContaining("go together");
  }

  @Test
  void certificatesWithoutTlsAreRefused() throws IOException {
    Path ca = file("ca.pem", "");
    assertThatThrownBy(() -> new CassandraAccess(null, null, false, ca, null, null, true))
        .hasMessageContaining("kiseki.cassandra.tls must be true");
  }

  @Test
  void filesThatHoldSomethingElseAreRefused() throws IOException {
    Path wrong = file("wrong", "no certificate");
    CassandraAccess trust = new CassandraAccess(null, null, true, wrong, null, null, true);
    assertThatThrownBy(trust::encryption)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kiseki.cassandra.ca-file");
    CassandraAccess keys = new CassandraAccess(null, null, true, null, wrong, "x", true);
    assertThatThrownBy(keys::encryption)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kiseki.cassandra.key-store-file");
  }
}
