package dev.kiseki.ingest.relay;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Keeps what it gets, and asks for the next piece itself or leaves that to the test. */
final class Collector implements Receiver {
  private final ObjectRead read;
  private final boolean greedy;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  final List<Integer> pieces = new CopyOnWriteArrayList<>();

  private Collector(ObjectRead read, boolean greedy) {
    this.read = read;
    this.greedy = greedy;
  }

  /** Reads all. */
  static Collector of(ObjectRead read) {
    return started(new Collector(read, true));
  }

  /** Reads what {@link #more} asks for. */
  static Collector patient(ObjectRead read) {
    return started(new Collector(read, false));
  }

  private static Collector started(Collector collector) {
    collector.read.loop().execute(() -> collector.read.start(collector));
    if (collector.greedy) {
      collector.more();
    }
    return collector;
  }

  void more() {
    read.loop().execute(read::more);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** {@code end}, or why it broke off. */
  String outcome() throws Exception {
    return end.get(30, TimeUnit.SECONDS);
  }

  @Override
  public void bytes(ByteBuf piece) {
    byte[] copy = new byte[piece.readableBytes()];
    piece.readBytes(copy).release();
    bytes.writeBytes(copy);
    pieces.add(copy.length);
    if (greedy) {
      read.more();
    }
  }

  @Override
  public void end() {
    end.complete("end");
  }

  @Override
  public void broken(Throwable cause) {
    end.complete(cause.getMessage());
  }
}
