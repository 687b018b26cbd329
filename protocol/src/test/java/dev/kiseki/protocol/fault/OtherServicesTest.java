package dev.kiseki.protocol.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OtherServicesTest {
  private static OtherServices in(String... names) {
    return new OtherServices(Stream.of(names).<ServiceName>map(name -> () -> name).toList());
  }

  @Test
  void whoGetsTheRequestOfTheOtherSaysWhoseItIs() {
    assertThat(in("ingest-api").ofPath("GET", "/api/2.0/mlflow/runs/get"))
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .startsWith(
                        "'GET /api/2.0/mlflow/runs/get' is answered by query-api, and this is"
                            + " ingest-api."));
    assertThat(in("query-api").ofPath("PUT", "/api/2.0/mlflow-artifacts/artifacts/1/a%2Fb/c"))
        .hasValueSatisfying(words -> assertThat(words).contains("answered by ingest-api"));
  }

  @Test
  void aPathThatBothHaveIsToldApartByItsMethod() {
    assertThat(in("ingest-api").ofMethod("GET", "/api/2.0/mlflow/webhooks")).isPresent();
    assertThat(in("ingest-api").ofMethod("HEAD", "/api/2.0/mlflow/logged-models/m-1")).isPresent();
    assertThat(in("ingest-api").ofMethod("PUT", "/api/2.0/mlflow/webhooks")).isEmpty();
    assertThat(in("query-api").ofMethod("DELETE", "/api/2.0/mlflow/logged-models/m-1")).isPresent();
  }

  @Test
  void nobodyElseIsNamedForWhatIsAnsweredNowhereOrHere() {
    assertThat(in("ingest-api").ofPath("GET", "/api/2.0/mlflow/nothing")).isEmpty();
    assertThat(in("ingest-api").ofPath("GET", "/api/2.0/mlflow/runs/create")).isEmpty();
    List<String> all = List.of("ingest-api", "query-api", "stream-processor");
    assertThat(in(all.toArray(String[]::new)).ofPath("GET", "/api/2.0/mlflow/runs/get")).isEmpty();
    assertThat(in().ofPath("GET", "/api/2.0/mlflow/runs/get")).isEmpty();
  }
}
