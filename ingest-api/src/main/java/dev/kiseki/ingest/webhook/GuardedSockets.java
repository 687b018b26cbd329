package dev.kiseki.ingest.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that connect to allowed addresses only. A name is looked up again for every request, and
 * may lead elsewhere by then, so the address that is connected to is the one to look at.
 */
final class GuardedSockets extends SocketFactory {
  private final AllowedAddresses allowed;

  GuardedSockets(AllowedAddresses allowed) {
    this.allowed = allowed;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        InetAddress address =
            endpoint instanceof InetSocketAddress place ? place.getAddress() : null;
        if (address == null || !allowed.allows(address)) {
          throw new IOException(
              "Webhook connection blocked: "
                  + (address == null ? endpoint : address.getHostAddress())
                  + " is not a public IP address. This may indicate a DNS rebinding attempt.");
        }
        super.connect(endpoint, timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(InetAddress.getByName(host), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(InetAddress.getByName(host), port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host, port, null, 0);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    Socket socket = createSocket();
    try {
      if (local != null) {
        socket.bind(new InetSocketAddress(local, localPort));
      }
      socket.connect(new InetSocketAddress(host, port), 0);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
