package dev.kiseki.routes;

import io.micronaut.context.ApplicationContext;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.core.io.service.SoftServiceLoader;
import io.micronaut.http.annotation.Controller;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.BeanDefinitionReference;
import io.micronaut.inject.ExecutableMethod;
import io.micronaut.web.router.AnnotatedMethodRouteBuilder;
import io.micronaut.web.router.RouteBuilder;
import io.micronaut.web.router.UriRoute;
import java.util.ArrayList;
import java.util.List;

/**
 * The endpoints that the services' controllers declare, as Micronaut's own router reads them.
 * Nothing is started: what the controllers need would want a Kafka.
 */
final class DeclaredEndpoints {
  private DeclaredEndpoints() {}

  /** Those of both services; what every service answers by {@code protocol} is not among them. */
  static List<Endpoint> ofBoth() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Service service : Service.values()) {
      endpoints.addAll(of(service));
    }
    endpoints.sort(Endpoint.ORDER);
    return endpoints;
  }

  private static List<BeanDefinitionReference<?>> controllers() {
    List<BeanDefinitionReference<?>> found = new ArrayList<>();
    SoftServiceLoader.load(BeanDefinitionReference.class)
        .collectAll()
        .forEach(
            reference -> {
              if (reference.isPresent() && reference.hasStereotype(Controller.class)) {
                found.add(reference);
              }
            });
    return found;
  }

  private static List<Endpoint> of(Service service) {
    AnnotatedMethodRouteBuilder routes =
        new AnnotatedMethodRouteBuilder(
            ApplicationContext.builder().deduceEnvironment(false).build(),
            new RouteBuilder.UriNamingStrategy() {},
            ConversionService.SHARED);
    for (BeanDefinitionReference<?> reference : controllers()) {
      if (service.declares(reference.getBeanType())) {
        BeanDefinition<?> controller = reference.load();
        for (ExecutableMethod<?, ?> method : controller.getExecutableMethods()) {
          routes.process(controller, method);
        }
      }
    }
    return routes.getUriRoutes().stream()
        .filter(route -> !route.getHttpMethodName().equals("HEAD"))
        .map(route -> new Endpoint(service, route.getHttpMethodName(), path(route)))
        .toList();
  }

  private static PathTemplate path(UriRoute route) {
    return new PathTemplate(route.getUriMatchTemplate().toString());
  }
}
