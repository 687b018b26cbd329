package dev.kiseki.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who answers what. A proxy sends to query-api what query-api declares and to ingest-api everything
 * else: unknown paths too, for it answers them as MLflow does.
 *
 * @param endpoints of both services, in order
 */
public record RouteTable(List<Endpoint> endpoints) {
  /**
   * What a proxy has to know about one path of query-api.
   *
   * @param methods those that query-api answers there; none when ingest-api answers nothing at all
   *     there, and whatever comes is query-api's to answer or refuse
   */
  record Rule(PathTemplate path, List<String> methods) {}

  /**
   * @throws IllegalArgumentException when both services might be meant by one request
   */
  public RouteTable {
    endpoints = List.copyOf(endpoints);
    for (Endpoint endpoint : endpoints) {
      for (Endpoint other : endpoints) {
        if (endpoint.service() != other.service()
            && endpoint.answers(other.method())
            && endpoint.path().mayMeet(other.path())) {
          throw new IllegalArgumentException(
              "Two services answer the same: " + endpoint + " and " + other);
        }
      }
    }
  }

  static RouteTable declared() {
    return new RouteTable(DeclaredEndpoints.ofBoth());
  }

  /** One line for each path of query-api, in the order of the table. */
  List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    endpoints.stream()
        .filter(endpoint -> endpoint.service() == Service.QUERY)
        .collect(Collectors.groupingBy(Endpoint::path))
        .forEach((path, here) -> rules.add(new Rule(path, methods(path, here))));
    rules.sort((a, b) -> a.path().text().compareTo(b.path().text()));
    return rules;
  }

  private List<String> methods(PathTemplate path, List<Endpoint> here) {
    boolean shared =
        endpoints.stream()
            .anyMatch(other -> other.service() == Service.INGEST && other.path().mayMeet(path));
    List<String> methods = new ArrayList<>();
    for (Endpoint endpoint : here) {
      if (shared) {
        methods.add(endpoint.method());
        if (endpoint.method().equals("GET")) {
          methods.add("HEAD");
        }
      }
    }
    return methods;
  }

  /** For people, and for the services, which explain with it whose a strange request is. */
  public String text() {
    StringBuilder text = new StringBuilder("service\tmethod\tpath\n");
    for (Endpoint endpoint : endpoints) {
      text.append(endpoint.service().label())
          .append('\t')
          .append(endpoint.method())
          .append('\t')
          .append(endpoint.path().text())
          .append('\n');
    }
    return text.toString();
  }
}
