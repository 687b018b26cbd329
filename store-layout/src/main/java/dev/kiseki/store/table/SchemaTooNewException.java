package dev.kiseki.store.table;

/** The keyspace was written by a later release. Only a later release of this service can go on. */
public final class SchemaTooNewException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SchemaTooNewException(String keyspace, int found, int known) {
    super(
        "keyspace "
            + keyspace
            + " has layout "
            + found
            + ", this build knows layouts up to "
            + known
            + ": start a release that knows it, or name another keyspace");
  }
}
