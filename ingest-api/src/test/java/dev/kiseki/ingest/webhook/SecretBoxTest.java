package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBoxTest {
  private static final byte[] OLD = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] NEW = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void opensWhatItSealed() throws Exception {
    SecretBox box = new SecretBox(List.of(OLD));
    for (String secret : List.of("s", "geheim é 軌跡", "x".repeat(700))) {
      String sealed = box.seal("w", secret);
      assertThat(sealed).isNotEqualTo(box.seal("w", secret)).doesNotContain(secret + secret);
      assertThat(box.open("w", sealed)).isEqualTo(secret);
    }
  }

  @Test
  void whatWasSealedByAnEarlierReleaseOpens() throws Exception {
    // AES-256-GCM of "secret" by Python's cryptography, nonce 000102…0b, the id as associated data
    byte[] sealed = HexFormat.of().parseHex(GOLDEN);
    assertThat(new SecretBox(List.of(OLD)).open("w", Base64.getEncoder().encodeToString(sealed)))
        .isEqualTo("secret");
  }

  private static final String GOLDEN =
      "013eb1bd43000102030405060708090a0b5e80d80ebc6c4b3eadf5ec025c4a8ab336a08fab1163";

  @Test
  void anOldKeyGoesOnOpening() throws Exception {
    String sealed = new SecretBox(List.of(OLD)).seal("w", "s");
    SecretBox both = new SecretBox(List.of(NEW, OLD));
    assertThat(both.open("w", sealed)).isEqualTo("s");
    String again = both.seal("w", "s");
    assertThat(new SecretBox(List.of(NEW)).open("w", again)).isEqualTo("s");
    assertThatThrownBy(() -> new SecretBox(List.of(NEW)).open("w", sealed))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("kiseki.webhooks.key-file");
  }

  @Test
  void anotherWebhooksSecretOrChangedBytesDoNotOpen() {
    SecretBox box = new SecretBox(List.of(OLD));
    String sealed = box.seal("w", "s");
    assertThatThrownBy(() -> box.open("v", sealed)).isInstanceOf(GeneralSecurityException.class);
    byte[] changed = Base64.getDecoder().decode(sealed);
    changed[changed.length - 1] ^= 1;
    assertThatThrownBy(() -> box.open("w", Base64.getEncoder().encodeToString(changed)))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> box.open("w", "AQ==")).isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void readsAFileOfKeysOrSaysWhatIsWrong() throws Exception {
    Path file = folder.resolve("keys");
    assertThatThrownBy(() -> SecretBox.of(file)).hasMessageContaining("openssl rand -base64 32");
    for (String wrong :
        List.of("", "abc", "# none\n", Base64.getEncoder().encodeToString(new byte[16]))) {
      Files.writeString(file, wrong);
      assertThatThrownBy(() -> SecretBox.of(file))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file.toString());
    }
    Base64.Encoder text = Base64.getEncoder();
    Files.writeString(
        file, "# ours\n" + text.encodeToString(NEW) + "\n\n" + text.encodeToString(OLD) + "\n");
    assertThat(SecretBox.of(file).open("w", new SecretBox(List.of(OLD)).seal("w", "s")))
        .isEqualTo("s");
  }
}
