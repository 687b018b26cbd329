package dev.kiseki.ingest.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to S3: one read at a time. The HTTP codec is there for the head only; from then on
 * bytes are counted and nothing looks at them.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final String CODEC = "codec";

  private final LoopConnections home;
  private final Target server;
  private final ObjectReads.Settings settings;
  private ChannelHandlerContext context;
  private ObjectRead current; // null while nobody uses it
  private Future<?> idleEnd;
  private boolean usedBefore;
  private boolean answering;

  Connection(LoopConnections home, Target server, ObjectReads.Settings settings) {
    this.home = home;
    this.server = server;
    this.settings = settings;
  }

  boolean leadsTo(Target target) {
    return server.sameServer(target);
  }

  /** The connection was made or waited for use. */
  void send(Target target, Map<String, String> headers, CompletableFuture<ObjectRead> opened) {
    answering = false;
    current = new ObjectRead(this, home.loop(), settings, opened);
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target.request());
    request.headers().set(HttpHeaderNames.HOST, target.authority());
    headers.forEach(request.headers()::set);
    context.pipeline().addBefore(context.name(), CODEC, new HttpClientCodec());
    current.awaitHead(); // first: where the channel is closed already, sending fails at once
    context
        .channel()
        .writeAndFlush(request)
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                closed(sent.cause());
              }
            });
  }

  /**
   * @param end closes it some time later
   */
  void left(Future<?> end) {
    idleEnd = end;
    usedBefore = true;
    read(); // that S3 closes it is noticed only by reading
  }

  void taken() {
    idleEnd.cancel(false);
  }

  void read() {
    context.read();
  }

  void close() {
    home.forget(this);
    context.close();
  }

  /** The read has got all it wanted, or wants no more. */
  void finished(boolean reusable) {
    current = null;
    if (reusable && context.channel().isActive()) {
      home.giveBack(this);
    } else {
      context.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (current == null) { // nobody asked for anything
      ReferenceCountUtil.release(message);
      close();
      return;
    }
    answering = true;
    if (message instanceof ByteBuf bytes) {
      current.bytes(bytes);
    } else {
      try {
        // What else the codec makes, the end of an empty body, says nothing.
        if (message instanceof HttpResponse head && head.status().code() >= 200) {
          ObjectRead read = current;
          if (read.accepts(head)) {
            context.pipeline().remove(CODEC); // now come the bytes it has read too many
            read.opened();
          } else {
            fail(new IOException("S3 answered " + head.status()));
          }
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (current == null || current.waitsForHead()) {
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    home.forget(this);
    closed(new IOException("S3 closed the connection"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    closed(cause);
  }

  /** S3 may close an unused connection at any moment, also while a request is on its way. */
  private void closed(Throwable cause) {
    fail(usedBefore && !answering ? new StaleConnectionException(cause) : cause);
  }

  void fail(Throwable cause) {
    ObjectRead read = current;
    current = null;
    close();
    if (read != null) {
      read.failed(cause);
    }
  }
}
