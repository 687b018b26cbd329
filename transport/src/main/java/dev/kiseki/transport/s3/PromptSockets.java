package dev.kiseki.transport.s3;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets for OkHttp, which reads and writes 8 KB at a time. They send at once (TCP_NODELAY): with
 * Nagle's algorithm the end of each body waits some 40 ms for the acknowledgement of its beginning.
 * And they take from the system what has come, up to 64 KB, because a call of it costs more than
 * another copy.
 */
final class PromptSockets extends SocketFactory {
  private static final int READ_BYTES = 64 << 10;

  private static final class PromptSocket extends Socket {
    private InputStream in;

    PromptSocket() throws IOException {
      setTcpNoDelay(true);
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (in == null) {
        in = new BufferedInputStream(super.getInputStream(), READ_BYTES);
      }
      return in;
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    return new PromptSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port), new InetSocketAddress(from, fromPort));
  }

  private static Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
    Socket socket = new PromptSocket();
    socket.bind(from);
    socket.connect(to);
    return socket;
  }
}
