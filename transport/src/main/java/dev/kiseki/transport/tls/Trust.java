package dev.kiseki.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom a client of a server with TLS trusts. */
public final class Trust {
  private Trust() {}

  /** As the JVM does. */
  public static X509TrustManager ofJvm() throws GeneralSecurityException {
    return trusting(null);
  }

  /**
   * The certificates of a file besides those that the JVM trusts.
   *
   * @param setting what names the file, for the error
   * @throws IllegalArgumentException when there is no certificate in the file
   */
  public static X509TrustManager with(Path pem, String setting) {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      for (X509Certificate known : ofJvm().getAcceptedIssuers()) {
        all.setCertificateEntry("jvm-" + all.size(), known);
      }
      for (Certificate own : certificates(pem)) {
        all.setCertificateEntry("own-" + all.size(), own);
      }
      return trusting(all);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(setting + " " + pem + " holds no certificates in PEM", e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path pem)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new IOException("empty");
      }
      return found;
    }
  }

  /**
   * @param certificates null for those of the JVM
   */
  private static X509TrustManager trusting(KeyStore certificates) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(certificates);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
  }
}
