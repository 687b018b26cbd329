package dev.kiseki.protocol.server;

/** What the artifact service of this process can do; a process without one has none. */
@FunctionalInterface
public interface ArtifactCapabilities {
  /** Whether clients can send and fetch bytes without us, in several parts at a time. */
  boolean directTransfers();
}
