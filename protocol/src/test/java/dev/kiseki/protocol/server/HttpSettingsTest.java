package dev.kiseki.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HttpSettingsTest {
  @Test
  void defaults() {
    try (ApplicationContext context = ApplicationContext.run()) {
      HttpSettings settings = context.getBean(HttpSettings.class);
      assertThat(settings.getMaxBodySize()).isEqualTo(64 << 20);
      assertThat(settings.getMaxRequestLine()).isEqualTo(64 << 10);
      assertThat(settings.getMaxHeaderSize()).isEqualTo(32 << 10);
    }
  }

  @Test
  void everySettingIsRead() {
    try (ApplicationContext context =
        ApplicationContext.run(
            Map.of(
                "kiseki.http.max-body-size", "3MB",
                "kiseki.http.max-request-line", "5KB",
                "kiseki.http.max-header-size", "7KB"))) {
      HttpSettings settings = context.getBean(HttpSettings.class);
      assertThat(settings.getMaxBodySize()).isEqualTo(3 << 20);
      assertThat(settings.getMaxRequestLine()).isEqualTo(5 << 10);
      assertThat(settings.getMaxHeaderSize()).isEqualTo(7 << 10);
    }
  }
}
