package dev.kiseki.ingest.artifact;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;

/** The bytes of an artifact as they are asked for. Must be made a body of, or cancelled. */
interface Download {
  /**
   * To be called once.
   *
   * @param headers of the answer, with its length
   */
  CloseableByteBody body(ByteBodyFactory bodies, HttpHeaders headers);

  /** Ends it, begun or not. May be called at any time, from any thread. */
  void cancel();
}
