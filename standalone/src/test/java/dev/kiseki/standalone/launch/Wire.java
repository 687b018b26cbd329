package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The smallest true request to each server, so that the launcher's tests need no client library.
 */
final class Wire {
  private Wire() {}

  /** ApiVersions, version 0. */
  static void kafkaAnswers(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      new DataOutputStream(socket.getOutputStream())
          .write(new byte[] {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, -1, -1});
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readInt()).isGreaterThan(10);
      assertThat(in.readInt()).isEqualTo(7);
      assertThat(in.readShort()).isZero();
    }
  }

  /** OPTIONS of the native protocol, version 4, is answered with SUPPORTED. */
  static void cassandraAnswers(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      new DataOutputStream(socket.getOutputStream()).write(new byte[] {4, 0, 0, 1, 5, 0, 0, 0, 0});
      byte[] header = new DataInputStream(socket.getInputStream()).readNBytes(9);
      assertThat(header[0]).isEqualTo((byte) 0x84);
      assertThat(header[4]).isEqualTo((byte) 6);
    }
  }

  /** Puts an object into the bucket {@code kiseki} and gets it back, both signed. */
  static void s3KeepsAnObject(int port, String accessKey, String secretKey)
      throws IOException, GeneralSecurityException {
    byte[] body = "an artifact".getBytes(StandardCharsets.UTF_8);
    HttpURLConnection put = signed("PUT", port, accessKey, secretKey);
    put.setDoOutput(true);
    put.getOutputStream().write(body);
    assertThat(put.getResponseCode()).isEqualTo(200);
    HttpURLConnection get = signed("GET", port, accessKey, secretKey);
    assertThat(get.getResponseCode()).isEqualTo(200);
    assertThat(get.getInputStream().readAllBytes()).isEqualTo(body);
    assertThat(signed("GET", port, accessKey, "wrong").getResponseCode()).isEqualTo(403);
  }

  /** Signature version 2: one HMAC over five lines. */
  private static HttpURLConnection signed(String method, int port, String key, String secret)
      throws IOException, GeneralSecurityException {
    String path = "/kiseki/a/b.txt";
    String type = "text/plain";
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String text = String.join("\n", method, "", type, date, path);
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty("Content-Type", type);
    connection.setRequestProperty("Date", date);
    connection.setRequestProperty("Authorization", "AWS " + key + ":" + signature);
    return connection;
  }
}
