package dev.kiseki.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A request for every endpoint, with values that are hard on a proxy. */
record Requests(Endpoint endpoint, String method, String path) {
  private static final List<String> ONES =
      List.of("m-0f3a", "search", "artifacts", "a%2Fb", "%E6%A8%A1%20x", "1");
  private static final List<String> RESTS =
      List.of("model/MLmodel", "a%2Fb/c%20d/%25", "x", "api/2.0/mlflow/runs/get");

  static Stream<Requests> all() {
    List<Requests> requests = new ArrayList<>();
    for (Endpoint endpoint : RouteTable.declared().endpoints()) {
      for (String one : ONES) {
        for (String rest : RESTS) {
          String path = endpoint.path().example(one, rest);
          requests.add(new Requests(endpoint, endpoint.method(), path));
          if (endpoint.method().equals("GET")) {
            requests.add(new Requests(endpoint, "HEAD", path));
          }
        }
      }
    }
    return requests.stream().distinct();
  }

  Service meant() {
    return endpoint.service();
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
