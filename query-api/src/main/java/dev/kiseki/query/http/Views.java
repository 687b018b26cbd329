package dev.kiseki.query.http;

import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.store.scan.ViewType;
import java.util.Optional;

/** View types in requests: by name or number, active only when absent or unknown. */
final class Views {
  private Views() {}

  static ViewType read(RequestFields fields, String name) {
    return fields.enumeration(name, Views::named, ViewType::ofNumber).orElse(ViewType.ACTIVE_ONLY);
  }

  private static Optional<ViewType> named(String name) {
    for (ViewType view : ViewType.values()) {
      if (view.name().equals(name)) {
        return Optional.of(view);
      }
    }
    return Optional.empty();
  }
}
