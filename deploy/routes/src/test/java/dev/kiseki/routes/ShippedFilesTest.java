package dev.kiseki.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** With {@code -Droutes.write=true} it writes the files instead of looking whether they are so. */
class ShippedFilesTest {
  private static final RouteTable DECLARED = RouteTable.declared();

  private static void holds(Path file, Function<RouteTable, String> made) throws IOException {
    if (Boolean.getBoolean("routes.write")) {
      Files.writeString(file, made.apply(DECLARED));
    }
    assertThat(ShippedFiles.read(file))
        .as("%s: %s", file, ShippedFiles.howToWrite())
        .isEqualTo(made.apply(DECLARED));
  }

  @Test
  void theTableHasWhatTheServicesDeclare() throws IOException {
    holds(ShippedFiles.TABLE, ShippedFiles::table);
  }

  @Test
  void haproxyHasWhatTheServicesDeclare() throws IOException {
    holds(ShippedFiles.HAPROXY, ShippedFiles::haproxy);
  }

  @Test
  void theGatewayHasWhatTheServicesDeclare() throws IOException {
    holds(ShippedFiles.GATEWAY, ShippedFiles::gateway);
  }
}
