package dev.kiseki.transport.s3;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;

/**
 * Hands the bytes of a request to the connection in pieces. Okio copies an array that it is given
 * in one call whole before it sends the first byte: with parts of 10 MB that was as much heap again
 * for each part on its way, and garbage after it.
 */
final class PiecewiseBodies implements Interceptor {
  static final int PIECE = 64 << 10; // as much as Okio keeps for a thread, and writes at once

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    RequestBody body = request.body();
    return body == null || body.contentLength() <= PIECE
        ? chain.proceed(request)
        : chain.proceed(request.newBuilder().method(request.method(), new Pieces(body)).build());
  }

  /**
   * @param sink of a connection
   * @return the same, except for arrays
   */
  static BufferedSink inPieces(BufferedSink sink) {
    return (BufferedSink)
        Proxy.newProxyInstance(
            BufferedSink.class.getClassLoader(),
            new Class<?>[] {BufferedSink.class},
            (self, method, args) -> {
              if (!isArray(method)) {
                return call(sink, method, args);
              }
              write(sink, (byte[]) args[0], (int) args[1], (int) args[2]);
              return self;
            });
  }

  private static boolean isArray(Method method) {
    return method.getName().equals("write")
        && method.getParameterCount() == 3
        && method.getParameterTypes()[0] == byte[].class;
  }

  private static void write(BufferedSink sink, byte[] data, int from, int length)
      throws IOException {
    for (int done = 0; done < length; done += PIECE) {
      sink.write(data, from + done, Math.min(PIECE, length - done));
    }
  }

  private static Object call(BufferedSink sink, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(sink, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static final class Pieces extends RequestBody {
    private final RequestBody body;

    Pieces(RequestBody body) {
      this.body = body;
    }

    @Override
    public MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(inPieces(sink));
    }
  }
}
