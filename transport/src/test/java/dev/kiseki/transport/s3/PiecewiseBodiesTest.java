package dev.kiseki.transport.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;
import okio.Sink;
import okio.Timeout;
import org.junit.jupiter.api.Test;

class PiecewiseBodiesTest {
  private final Buffer sent = new Buffer();
  private final List<Long> writes = new ArrayList<>();

  @Test
  void anArrayGoesOnItsWayBeforeAllOfItIsCopied() throws Exception {
    byte[] data = new byte[10 * PiecewiseBodies.PIECE + 7];
    new Random(1).nextBytes(data);
    BufferedSink sink = PiecewiseBodies.inPieces(Okio.buffer(connection()));
    assertThat(sink.write(data, 3, data.length - 5)).isSameAs(sink);
    assertThat(writes).hasSizeGreaterThanOrEqualTo(10);
    assertThat(writes).allMatch(bytes -> bytes <= PiecewiseBodies.PIECE);
    sink.writeUtf8("the rest").flush();
    assertThat(sent.readByteArray(data.length - 5))
        .isEqualTo(Arrays.copyOfRange(data, 3, data.length - 2));
    assertThat(sent.readUtf8()).isEqualTo("the rest");
  }

  @Test
  void aFailureIsTheConnections() {
    IOException broken = new IOException("broken");
    BufferedSink sink =
        PiecewiseBodies.inPieces(
            Okio.buffer(
                new ForwardingSink(connection()) {
                  @Override
                  public void write(Buffer source, long bytes) throws IOException {
                    throw broken;
                  }
                }));
    assertThatThrownBy(() -> sink.write(new byte[PiecewiseBodies.PIECE], 0, PiecewiseBodies.PIECE))
        .isSameAs(broken);
    assertThatThrownBy(sink::flush).isSameAs(broken);
  }

  private Sink connection() {
    return new Sink() {
      @Override
      public void write(Buffer source, long bytes) throws IOException {
        writes.add(bytes);
        sent.write(source, bytes);
      }

      @Override
      public void flush() {}

      @Override
      public Timeout timeout() {
        return Timeout.NONE;
      }

      @Override
      public void close() {}
    };
  }
}
