package dev.kiseki.routes;

/** A service that answers requests of clients. */
public enum Service {
  INGEST("ingest-api", "dev.kiseki.ingest."),
  QUERY("query-api", "dev.kiseki.query.");

  private final String label;
  private final String packages;

  Service(String label, String packages) {
    this.label = label;
    this.packages = packages;
  }

  /** As it stands in tables and addresses. */
  public String label() {
    return label;
  }

  boolean declares(Class<?> controller) {
    return controller.getName().startsWith(packages);
  }
}
