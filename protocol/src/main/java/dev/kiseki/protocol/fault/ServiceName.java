package dev.kiseki.protocol.fault;

/** A service that this process is; in the one-process default there are several. */
public interface ServiceName {
  /** As it stands in the table of routes: {@code ingest-api}. */
  String name();
}
