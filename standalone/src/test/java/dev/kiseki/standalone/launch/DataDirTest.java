package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
  @TempDir Path folder;

  @Test
  void theKeyOfWebhooksIsMadeOnceAndForItsOwnerOnly() throws Exception {
    try (DataDir data = DataDir.take(folder)) {
      data.ensureWebhookKey();
      Path key = DataDir.webhookKeys(folder);
      String first = Files.readString(key);
      assertThat(Base64.getDecoder().decode(first.strip())).hasSize(32);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      data.ensureWebhookKey();
      assertThat(Files.readString(key)).isEqualTo(first);
      try (var left = Files.list(folder)) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .doesNotContain("webhooks.key.new");
      }
    }
  }
}
