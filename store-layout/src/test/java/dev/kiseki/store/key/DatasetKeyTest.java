package dev.kiseki.store.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetKeyTest {
  private static final DatasetKey KEY = new DatasetKey(new ExperimentId(7), "iris", "é");

  @Test
  void theBytesStay() {
    assertThat(HexFormat.of().formatHex(KEY.bytes()))
        .isEqualTo("018000000000000007" + "0000000469726973" + "00000002c3a9");
    assertThat(HexFormat.of().formatHex(KEY.use(Optional.of("train"))))
        .isEqualTo("028000000000000007" + "0000000469726973" + "00000002c3a9" + "01747261696e");
    assertThat(HexFormat.of().formatHex(KEY.use(Optional.empty())))
        .isEqualTo("028000000000000007" + "0000000469726973" + "00000002c3a9" + "00");
    assertThat(HexFormat.of().formatHex(DatasetKey.uses(new ExperimentId(7))))
        .isEqualTo("028000000000000007");
  }

  @Test
  void aUseComesBack() {
    for (Optional<String> context :
        List.of(Optional.<String>empty(), Optional.of(""), Optional.of("für"))) {
      for (String text : List.of("", "a", "ab")) {
        for (long experiment : new long[] {0, 1, -1, Long.MAX_VALUE}) {
          DatasetKey key = new DatasetKey(new ExperimentId(experiment), text, "b" + text);
          byte[] use = key.use(context);
          assertThat(DatasetKey.parseUse(use)).isEqualTo(new DatasetKey.Use(key, context));
          byte[] prefix = DatasetKey.uses(key.experiment());
          assertThat(Arrays.copyOf(use, prefix.length)).isEqualTo(prefix);
        }
      }
    }
  }

  @Test
  void textsThatRunIntoEachOtherHaveKeysOfTheirOwn() {
    ExperimentId experiment = new ExperimentId(1);

    assertThat(new DatasetKey(experiment, "ab", "c").bytes())
        .isNotEqualTo(new DatasetKey(experiment, "a", "bc").bytes());
    assertThat(KEY.use(Optional.empty())).isNotEqualTo(KEY.use(Optional.of("")));
  }
}
