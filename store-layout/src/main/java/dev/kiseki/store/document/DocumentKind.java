package dev.kiseki.store.document;

import java.util.Optional;

/** What a document is of. Numbers travel in queries: never reuse one. */
public enum DocumentKind {
  RUN(0),
  LOGGED_MODEL(1);

  private final int number;

  DocumentKind(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public static Optional<DocumentKind> ofNumber(int number) {
    for (DocumentKind kind : values()) {
      if (kind.number == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
