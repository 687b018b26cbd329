package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One JSON value in several pieces, written as {@link JsonAnswer} writes. */
public final class JsonPieces {
  private final ByteArrayBuilder out = new ByteArrayBuilder(1024);
  private final JsonGenerator json;

  public JsonPieces() {
    try {
      json = JsonAnswer.generator(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written of the value since the piece before, in UTF-8. */
  public byte[] piece(JsonAnswer.Body part) {
    try {
      part.write(json);
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // no I/O happens: a caller wrote something that is no JSON
    }
    byte[] piece = out.toByteArray();
    out.reset();
    return piece;
  }
}
