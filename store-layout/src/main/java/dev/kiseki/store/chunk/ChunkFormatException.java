package dev.kiseki.store.chunk;

/** Bytes that are no chunk of a known version, or a damaged one. The message says which. */
public final class ChunkFormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ChunkFormatException(String message) {
    super(message);
  }
}
