package dev.kiseki.transport.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
  @Test
  void knowsItsNameItsParentsAndItsPrefix() {
    ArtifactPath path = ArtifactPath.of("0/run/artifacts//./model/");
    assertThat(path.text()).isEqualTo("0/run/artifacts/model");
    assertThat(path.name()).isEqualTo("model");
    assertThat(path.prefix()).isEqualTo("0/run/artifacts/model/");
    assertThat(path.parents()).isEqualTo(List.of("0", "0/run", "0/run/artifacts"));
  }

  @Test
  void theRootHasNoPrefix() {
    assertThat(ArtifactPath.of("").isRoot()).isTrue();
    assertThat(ArtifactPath.of("./").prefix()).isEmpty();
  }

  @Test
  void isDecodedExactlyOnce() {
    assertThat(ArtifactPath.ofEncoded("a%2520b").text()).isEqualTo("a%20b");
    assertThat(ArtifactPath.of("a%20b").text()).isEqualTo("a%20b");
    assertThat(ArtifactPath.ofEncoded("50%+1").text()).isEqualTo("50%+1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "a/..",
        "../a",
        "a/../b",
        "/a",
        "C:/a",
        "d:\\a",
        "\\\\h\\s",
        "file:a",
        "a\u0000",
        "a\u007f"
      })
  void refusesWhatLeadsElsewhereHoweverOftenItIsEncoded(String unsafe) {
    String encoded = unsafe;
    for (int i = 0; i < 14; i++) {
      String path = encoded;
      assertThatThrownBy(() -> ArtifactPath.of(path))
          .as(path)
          .isInstanceOf(TrackingException.class)
          .hasMessage("Invalid path");
      encoded = i == 0 ? percent(encoded) : encoded.replace("%", "%25");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"./%2f", ".//%2Fa", "./file:a", "./C:/a"})
  void refusesWhatLeadsElsewhereOnceItsDotsAreGone(String path) {
    assertThatThrownBy(() -> ArtifactPath.of(path)).hasMessage("Invalid path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a..b", "...", "C:", "filed", "a:b", "a#b", "%", "%zz", "a\\b", "~", "a?b"})
  void keepsWhatOnlyLooksOdd(String odd) {
    assertThat(ArtifactPath.of(odd).text()).isEqualTo(odd);
  }

  @Property
  void whatIsAcceptedNeverLeadsOut(@ForAll("risky") String path) {
    ArtifactPath accepted;
    try {
      accepted = ArtifactPath.of(path);
    } catch (TrackingException refused) {
      return;
    }
    String decoded = accepted.text();
    for (int i = 0; i < 12; i++) {
      assertThat(decoded).doesNotStartWith("/");
      assertThat(decoded.split("/", -1)).doesNotContain("..");
      decoded = PercentEncoding.decodeLeniently(decoded);
    }
  }

  @Provide
  Arbitrary<String> risky() {
    return Arbitraries.of(".", "..", "/", "%", "2", "5", "25", "2e", "2f", "%2e", "%25", "a", "%ff")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  private static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      out.append("%%%02x".formatted(b & 0xff));
    }
    return out.toString();
  }
}
