package dev.kiseki.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.uri.UriMatchTemplate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** By each of the files as they are shipped, every request goes to the service that declares it. */
class ProxyRoutesTest {
  private static final Map<Service, String> BACKENDS =
      Map.of(Service.INGEST, "ingest", Service.QUERY, "query");

  private final ShippedHaproxy haproxy =
      new ShippedHaproxy(ShippedFiles.read(ShippedFiles.HAPROXY));
  private final ShippedGateway gateway =
      new ShippedGateway(ShippedFiles.read(ShippedFiles.GATEWAY));

  @Test
  void haproxySendsEachRequestToWhoDeclaresIt() {
    assertThat(Requests.all())
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(haproxy.backend(request.method(), request.path()))
                    .as("%s", request)
                    .isEqualTo(BACKENDS.get(request.meant())));
  }

  @ParameterizedTest
  @EnumSource
  void theGatewaySendsEachRequestToWhoDeclaresIt(ShippedGateway.Order order) {
    assertThat(Requests.all())
        .isNotEmpty()
        .allSatisfy(
            request ->
                assertThat(gateway.service(order, request.method(), request.path()))
                    .as("%s", request)
                    .isEqualTo(request.meant().label()));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /version, ingest",
    "GET, /api/3.0/mlflow/server-info, ingest", // query-api does not know what artifacts can do
    "GET, /health, ingest",
    "GET, /api/2.0/mlflow/nothing, ingest",
    "GET, /, ingest",
    "POST, /api/2.0/mlflow/runs/get, query", // refused by whoever knows the path
    "GET, /api/2.0/mlflow/runs/get/, query",
    "GET, /x/api/2.0/mlflow/runs/get, ingest",
    "PUT, /api/2.0/mlflow/webhooks, ingest",
    "GET, /api/2.0/mlflow/logged-models/m-1/artifacts/directories, ingest",
  })
  void haproxyKnowsWhereTheRestGoes(String method, String path, String backend) {
    assertThat(haproxy.backend(method, path)).isEqualTo(backend);
  }

  @Test
  void noHttpRouteIsLargerThanTheApiAllows() {
    assertThat(gateway.sizes()).allSatisfy(size -> assertThat(size).isBetween(1, 64));
  }

  /** Ours takes more: Micronaut finds no place for some characters, and answers 404. */
  @Test
  void whatTheRouterTakesTheTemplateTakes() {
    assertThat(Requests.all())
        .filteredOn(
            request ->
                UriMatchTemplate.of(request.endpoint().path().text())
                    .match(request.path())
                    .isPresent())
        .hasSizeGreaterThan(RouteTable.declared().endpoints().size())
        .allMatch(request -> request.endpoint().path().takes(request.path()));
  }
}
