package dev.kiseki.transport.s3;

import dev.kiseki.transport.tls.Trust;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Trusts the certificates of a file besides those that the JVM trusts. */
final class S3Trust {
  private S3Trust() {}

  /**
   * @throws IllegalArgumentException when there is no certificate in the file
   */
  static OkHttpClient.Builder add(OkHttpClient.Builder client, Path pem) {
    X509TrustManager trust = Trust.with(pem, "kiseki.s3.ca-file");
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {trust}, null);
      return client.sslSocketFactory(tls.getSocketFactory(), trust);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
