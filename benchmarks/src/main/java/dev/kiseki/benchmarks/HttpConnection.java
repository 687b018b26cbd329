package dev.kiseki.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/**
 * One kept-alive HTTP/1.1 connection on a blocking socket, for one thread. Generator and server
 * share the cores of one machine, so what this costs is missing at the server: no pool, no
 * callbacks, one write per request.
 */
final class HttpConnection implements Closeable {
  private static final int ANSWER_TIMEOUT_MS = 120_000;

  /** Servers close what was idle for some seconds; a new connection is cheaper than finding out. */
  private static final long IDLE_NANOS = 1_000_000_000;

  private final URI server;
  private Socket socket;
  private long lastUse;
  private InputStream in;
  private OutputStream out;
  private byte[] frame = new byte[4096];
  private boolean skim;
  private long skimmed;

  HttpConnection(URI server) {
    this.server = server;
  }

  /**
   * A response.
   *
   * @param retryAfter seconds after which the server wants to be asked again; -1 = it said nothing
   */
  record Answer(int status, int retryAfter, byte[] body) {
    String text() {
      return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /** The head of a POST to {@code path}, to be built once and used for many bodies. */
  byte[] postHead(String path) {
    return ("POST " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n")
        .concat("Content-Type: application/json\r\nContent-Length: ")
        .getBytes(ISO_8859_1);
  }

  Answer post(byte[] head, byte[] body) throws IOException {
    byte[] length = (body.length + "\r\n\r\n").getBytes(ISO_8859_1);
    int size = head.length + length.length + body.length;
    if (frame.length < size) {
      frame = new byte[size];
    }
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(length, 0, frame, head.length, length.length);
    System.arraycopy(body, 0, frame, head.length + length.length, body.length);
    return exchange(frame, size);
  }

  /** How many bytes the body of a 200 has, none of which are kept. */
  long skim(byte[] head, byte[] body) throws IOException {
    skim = true;
    try {
      Answer answer = post(head, body);
      if (answer.status() != 200) {
        throw new IOException("the server answered " + answer.status());
      }
      return skimmed;
    } finally {
      skim = false;
      skimmed = 0;
    }
  }

  Answer get(String target) throws IOException {
    byte[] request =
        ("GET " + target + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
            .getBytes(ISO_8859_1);
    return exchange(request, request.length);
  }

  private Answer exchange(byte[] request, int size) throws IOException {
    if (socket == null || System.nanoTime() - lastUse > IDLE_NANOS) {
      close();
      connect();
    }
    out.write(request, 0, size);
    Answer answer = read();
    lastUse = System.nanoTime();
    return answer;
  }

  private void connect() throws IOException {
    Socket fresh = new Socket();
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout(ANSWER_TIMEOUT_MS);
    fresh.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
    in = new BufferedInputStream(fresh.getInputStream(), 1 << 16);
    out = fresh.getOutputStream();
    socket = fresh;
  }

  private Answer read() throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    int length = 0;
    int retryAfter = -1;
    boolean chunked = false;
    boolean last = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).trim());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.contains("chunked");
      } else if (lower.startsWith("retry-after:")) {
        retryAfter = Integer.parseInt(lower.substring("retry-after:".length()).trim());
      } else if (lower.startsWith("connection:")) {
        last = lower.contains("close");
      }
    }
    byte[] body = chunked ? chunks() : exactly(length);
    if (last) {
      close();
    }
    return new Answer(status, retryAfter, body);
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line().split(";", 2)[0].trim(), 16);
      if (size == 0) {
        while (!line().isEmpty()) {
          // Trailers mean nothing here.
        }
        return body.toByteArray();
      }
      body.write(exactly(size));
      line();
    }
  }

  private byte[] exactly(int length) throws IOException {
    if (skim) {
      in.skipNBytes(length);
      skimmed += length;
      return new byte[0];
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the server closed the connection inside a body");
    }
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection inside an answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
