package dev.kiseki.protocol.fault;

import io.micronaut.http.uri.UriMatchTemplate;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Knows of requests that this process does not answer whether another service does: then it is the
 * proxy that is wrong, not the client. By the table that the proxies' configurations are made with.
 */
@Singleton
final class OtherServices {
  private static final String TABLE = "routes.tsv";

  private record Route(String service, String method, UriMatchTemplate path) {
    static Route of(String line) {
      List<String> cells = List.of(line.split("\t", -1));
      return new Route(cells.get(0), cells.get(1), UriMatchTemplate.of(cells.get(2)));
    }

    boolean answers(String asked) {
      return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }
  }

  /** Read when a request went wrong for the first time. */
  private static final class Table {
    static final List<Route> ROUTES = read();

    private static List<Route> read() {
      InputStream table = OtherServices.class.getResourceAsStream(TABLE);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Objects.requireNonNull(table, TABLE), StandardCharsets.UTF_8))) {
        return lines.lines().filter(line -> !line.startsWith("#")).skip(1).map(Route::of).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final List<String> here;

  OtherServices(Collection<ServiceName> here) {
    this.here = here.stream().map(ServiceName::name).sorted().toList();
  }

  /** What to tell whoever asked for a path that nothing here has. */
  Optional<String> ofPath(String method, String path) {
    return words(method, path, false);
  }

  /** The same for a path that is answered here, but not by this method. */
  Optional<String> ofMethod(String method, String path) {
    return words(method, path, true);
  }

  private Optional<String> words(String method, String path, boolean byMethod) {
    if (here.isEmpty()) {
      return Optional.empty();
    }
    return Table.ROUTES.stream()
        .filter(route -> !here.contains(route.service()))
        .filter(route -> !byMethod || route.answers(method))
        .filter(route -> route.path().match(path).isPresent())
        .findFirst()
        .map(
            route ->
                "'%s %s' is answered by %s, and this is %s. Requests go to the proxy that stands before both, which knows whose each is."
                    .formatted(method, path, route.service(), String.join(" and ", here)));
  }
}
