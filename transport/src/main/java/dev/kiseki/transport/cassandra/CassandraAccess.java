package dev.kiseki.transport.cassandra;

import dev.kiseki.store.table.CassandraLogin;
import dev.kiseki.store.table.CassandraTls;
import dev.kiseki.transport.tls.Trust;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Who Kiseki is for Cassandra, and how it knows that it is Cassandra: settings {@code
 * kiseki.cassandra.*}.
 *
 * @param username null = no login
 * @param tls whether connections are encrypted
 * @param caFile certificates in PEM that are trusted besides those of the JVM
 * @param keyStoreFile PKCS12, with the certificate that Kiseki shows; null = none
 * @param checkHostname whether a node's certificate must name the address it is reached at
 */
@ConfigurationProperties("kiseki.cassandra")
public record CassandraAccess(
    @Nullable String username,
    @Nullable String password,
    @Bindable(defaultValue = "false") boolean tls,
    @Nullable Path caFile,
    @Nullable Path keyStoreFile,
    @Nullable String keyStorePassword,
    @Bindable(defaultValue = "true") boolean checkHostname) {

  public CassandraAccess {
    if ((username == null) != (password == null)) {
      throw new IllegalArgumentException(
          "kiseki.cassandra.username and kiseki.cassandra.password go together");
    }
    requireTls("ca-file", caFile, tls);
    requireTls("key-store-file", keyStoreFile, tls);
  }

  private static void requireTls(String name, Path file, boolean tls) {
    if (file == null) {
      return;
    }
    if (!tls) {
      throw new IllegalArgumentException(
          "kiseki.cassandra." + name + " is given, so kiseki.cassandra.tls must be true");
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "kiseki.cassandra." + name + " is " + file + ", which is not there or cannot be read");
    }
  }

  Optional<CassandraLogin> login() {
    return username == null
        ? Optional.empty()
        : Optional.of(new CassandraLogin(username, password));
  }

  /**
   * @throws IllegalArgumentException when a file does not hold what it should
   */
  Optional<CassandraTls> encryption() {
    if (!tls) {
      return Optional.empty();
    }
    try {
      TrustManager trust =
          caFile == null ? Trust.ofJvm() : Trust.with(caFile, "kiseki.cassandra.ca-file");
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), new TrustManager[] {trust}, null);
      return Optional.of(new CassandraTls(context, checkHostname));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  private KeyManager[] keys() throws GeneralSecurityException {
    if (keyStoreFile == null) {
      return new KeyManager[0];
    }
    char[] opens = keyStorePassword == null ? new char[0] : keyStorePassword.toCharArray();
    try (InputStream in = Files.newInputStream(keyStoreFile)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, opens);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, opens);
      return factory.getKeyManagers();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "kiseki.cassandra.key-store-file "
              + keyStoreFile
              + " is no PKCS12 file, or kiseki.cassandra.key-store-password does not open it",
          e);
    }
  }
}
