package dev.kiseki.ingest.relay;

import io.netty.buffer.ByteBuf;

/**
 * Takes the bytes of an object. All calls come on the event loop of the read; after {@code end} or
 * {@code broken} there are none.
 */
public interface Receiver {
  /**
   * Some bytes, never none; theirs is the receiver to release. One {@link ObjectRead#more} brings
   * one of these or, on encrypted connections, several.
   */
  void bytes(ByteBuf bytes);

  /** All bytes were delivered. */
  void end();

  /** No more will come. */
  void broken(Throwable cause);
}
