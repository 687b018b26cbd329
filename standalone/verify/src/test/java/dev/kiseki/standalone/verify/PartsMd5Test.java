package dev.kiseki.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartsMd5Test {
  @Test
  void theTagIsThatOfS3() {
    PartsMd5 md5 = new PartsMd5();
    md5.add("hel".getBytes(UTF_8), 3);
    md5.add("lo".getBytes(UTF_8), 2);
    md5.endPart();
    md5.add("world".getBytes(UTF_8), 5);
    md5.endPart();
    // (printf hello | md5sum; printf world | md5sum) | cut -c-32 | xxd -r -p | md5sum
    assertThat(md5.tag()).isEqualTo("065947336a2f2a95ba8899f3675c3be6-2");
  }

  @Test
  void onlySuchTagsAreTaken() {
    String md5 = "0123456789abcdef0123456789abcdef";
    assertThat(PartsMd5.isTag(md5 + "-3")).isTrue();
    assertThat(PartsMd5.parts(md5 + "-10000")).isEqualTo(10_000);
    assertThat(PartsMd5.isTag(md5)).isFalse();
    assertThat(PartsMd5.isTag(md5 + "-0")).isFalse();
    assertThat(PartsMd5.isTag("etag-2")).isFalse();
  }
}
