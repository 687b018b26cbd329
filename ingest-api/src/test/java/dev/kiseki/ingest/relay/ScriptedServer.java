package dev.kiseki.ingest.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that answers, breaks off or says nothing just as the test wants it. */
public final class ScriptedServer implements AutoCloseable {
  /** Answers one request. */
  public interface Script {
    /**
     * @param request its line and headers
     * @return whether the connection stays open
     */
    boolean answer(String request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final Script script;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  public ScriptedServer(Script script) throws IOException {
    this.script = script;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** The head of an answer with a body of that length, in the form S3 gives it. */
  public static byte[] head(int status, long length, String... headers) {
    return ("HTTP/1.1 "
            + status
            + " Some\r\nContent-Length: "
            + length
            + "\r\nETag: \"tag\"\r\n"
            + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList())
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** What was asked so far. */
  public List<String> requests() {
    return requests;
  }

  /** Connections so far. */
  public int connections() {
    return accepted.get();
  }

  /** Connections that are closed on this side, so that the other one can know it. */
  public int endedConnections() {
    return ended.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        accepted.incrementAndGet();
        threads.execute(() -> serve(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      String request = request(in);
      while (!request.isEmpty()) {
        requests.add(request);
        if (!script.answer(request, out)) {
          break;
        }
        out.flush();
        request = request(in);
      }
    } catch (IOException | InterruptedException e) {
      // the other side is gone, or the test is over
    } finally {
      ended.incrementAndGet();
    }
  }

  private static String request(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      String text = head.toString(StandardCharsets.US_ASCII);
      if (text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
