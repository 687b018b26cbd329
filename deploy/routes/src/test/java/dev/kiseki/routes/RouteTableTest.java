package dev.kiseki.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static RouteTable table(String ofIngest, String ofQuery) {
    return new RouteTable(
        List.of(endpoint(Service.INGEST, ofIngest), endpoint(Service.QUERY, ofQuery)));
  }

  private static Endpoint endpoint(Service service, String text) {
    int space = text.indexOf(' ');
    PathTemplate path = new PathTemplate(text.substring(space + 1));
    return new Endpoint(service, text.substring(0, space), path);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /a/b, GET /a/b",
    "GET /a/{id}, GET /a/b",
    "GET /a/{id}, GET /a/{name}",
    "GET /a/{id}/c, GET /a/b/{x}",
    "GET /a{/path:.*}, GET /a/b/c",
    "GET /a{/path:.*}, GET /a",
    "DELETE /a/{key:.*}, DELETE /a/b/c",
    "HEAD /a, GET /a",
  })
  void twoServicesForOneRequestAreRefused(String ofIngest, String ofQuery) {
    assertThatThrownBy(() -> table(ofIngest, ofQuery))
        .hasMessageContaining("Two services answer the same")
        .hasMessageContaining(ofIngest)
        .hasMessageContaining(ofQuery);
  }

  @ParameterizedTest
  @CsvSource({
    "POST /a, GET /a, GET HEAD",
    "PATCH /a/{id}, POST /a/search, POST",
    "GET /a/{id}/c, GET /a/{id}, ''",
    "GET /a/{id}, GET /b/{id}, ''",
    "GET /a/b, GET /a/bc, ''",
  })
  void methodsCountWhereBothServicesHaveThePath(String ofIngest, String ofQuery, String methods) {
    assertThat(table(ofIngest, ofQuery).rules())
        .singleElement()
        .satisfies(rule -> assertThat(String.join(" ", rule.methods())).isEqualTo(methods));
  }

  @Test
  void aPathOfAFormNobodyThoughtOfIsRefused() {
    assertThatThrownBy(() -> new PathTemplate("/a/{id:[0-9]+}"))
        .hasMessageContaining("/a/{id:[0-9]+}");
    assertThatThrownBy(() -> new PathTemplate("/a{?x}")).hasMessageContaining("/a{?x}");
  }

  @Test
  void bothServicesAreFound() {
    assertThat(RouteTable.declared().endpoints())
        .extracting(Endpoint::toString)
        .contains(
            "ingest-api: POST /api/2.0/mlflow/runs/create",
            "ingest-api: GET /get-artifact",
            "query-api: GET /api/2.0/mlflow/runs/get",
            "query-api: POST /ajax-api/2.0/mlflow/runs/search")
        .noneMatch(text -> text.contains("/health"));
  }
}
