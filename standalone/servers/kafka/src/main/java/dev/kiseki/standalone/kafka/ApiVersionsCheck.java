package dev.kiseki.standalone.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks a broker for its API versions, as each client does first: proof that it answers. */
final class ApiVersionsCheck {
  private static final int API_VERSIONS = 18;
  private static final int TIMEOUT_MILLIS = 5_000;

  private ApiVersionsCheck() {}

  /** One request of version 0, by hand: an admin client would cost more memory than the answer. */
  static void ask(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(10); // bytes that follow
      out.writeShort(API_VERSIONS);
      out.writeShort(0); // version
      out.writeInt(1); // correlation id
      out.writeShort(-1); // no client id
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt(); // size
      int correlation = in.readInt();
      int error = in.readShort();
      if (correlation != 1 || error != 0) {
        throw new IOException("The broker answered with error " + error);
      }
    }
  }
}
