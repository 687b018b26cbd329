package dev.kiseki.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What operators' rules are written against is there before anything happened. */
class MetricsPageTest {
  @Test
  void writesAndFailuresOfS3HaveTheNamesOfTheDocumentation() throws Exception {
    try (WriteServer server = new WriteServer().start()) {
      assertThat(server.send("GET", "/metrics", "").body())
          .contains("kiseki_publish_seconds_bucket{outcome=\"visible\",le=\"0.0025\"} 0")
          .contains("kiseki_publish_seconds_bucket{outcome=\"visible\",le=\"+Inf\"} 0")
          .contains("kiseki_publish_seconds_count{outcome=\"pending\"} 0")
          .contains("kiseki_publish_seconds_count{outcome=\"refused\"} 0")
          .contains("kiseki_publish_seconds_sum{outcome=\"failed\"} 0")
          .contains("kiseki_s3_failures_total ");
    }
  }
}
