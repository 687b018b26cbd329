package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

class StateDiskTest {
  @TempDir Path folder;

  @Test
  void aFolderThatCanBeWrittenIsNoProblemAndStaysEmpty() throws IOException {
    Path made = folder.resolve("a/b");
    assertThat(new StateDisk(made).problem()).isEmpty();
    try (var files = Files.list(made)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsToldWithItsSetting() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThat(new StateDisk(file.resolve("state")).problem().orElseThrow())
        .contains("kiseki.processor.state-directory", file.toString());
  }

  @Test
  void failuresOfTheDiskAreToldFromOthers() {
    assertThat(StateDisk.isReasonOf(rocks(Status.Code.IOError))).isTrue();
    assertThat(
            StateDisk.isReasonOf(
                new ProcessorStateException(
                    "flush", new IOException(new NoSuchFileException("x")))))
        .isTrue();
    assertThat(StateDisk.isReasonOf(rocks(Status.Code.Corruption))).isFalse();
    assertThat(StateDisk.isReasonOf(new IllegalStateException("other"))).isFalse();
  }

  private static Throwable rocks(Status.Code code) {
    Status status = new Status(code, Status.SubCode.NoSpace, "No space left on device");
    return new ProcessorStateException("flush", new RocksDBException("flush", status));
  }
}
