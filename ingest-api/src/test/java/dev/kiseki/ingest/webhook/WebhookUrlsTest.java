package dev.kiseki.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlsTest {
  private final WebhookUrls urls = new WebhookUrls(new AllowedAddresses(List.of()));
  private final WebhookUrls inside =
      new WebhookUrls(new AllowedAddresses(List.of("127.0.0.0/8", "fd00::/8")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://1.1.1.1/x",
        "HTTPS://1.1.1.1",
        "https://u:p@1.1.1.1:8443/x?y#z",
        "https://[2606:4700:4700::1111]/x",
        "https://192.0.0.9/x"
      })
  void takesPublicPlaces(String url) {
    assertThatCode(() -> urls.check(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | Webhook URL cannot be empty or just whitespace: ''",
        "'  ' | Webhook URL cannot be empty or just whitespace: '  '",
        "http://1.1.1.1/x | Invalid webhook URL scheme: 'http'. Allowed schemes are: https.",
        "ftp://1.1.1.1/x | Invalid webhook URL scheme: 'ftp'. Allowed schemes are: https.",
        "1.1.1.1/x | Invalid webhook URL scheme: ''. Allowed schemes are: https.",
        "https:///x | Webhook URL must include a hostname: 'https:///x'",
        "https:x | Webhook URL must include a hostname: 'https:x'",
        "https://[/x | Invalid webhook URL 'https://[/x': ValueError('Invalid IPv6 URL')",
        "https://127.0.0.1/x | Webhook URL must not resolve to a non-public IP address. '127.0.0.1' resolves to 127.0.0.1.",
        "https://[::1]:5/x | Webhook URL must not resolve to a non-public IP address. '::1' resolves to ::1.",
        "https://no.invalid/x | Cannot resolve Webhook URL hostname 'no.invalid': Name or service not known",
      })
  void refusesInMlflowsWords(String url, String message) {
    assertThatThrownBy(() -> urls.check(url))
        .isInstanceOf(TrackingException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.1.1.1",
        "169.254.169.254",
        "172.31.255.255",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "fd12::1",
        "::",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "ff02::1"
      })
  void someAddressesAreNotPublic(String address) throws Exception {
    assertThat(AllowedAddresses.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "100.128.0.1",
        "172.32.0.1",
        "192.0.0.9",
        "64:ff9b::101:101",
        "2002:101:101::",
        "2606:4700::1111",
        "2001:20::1",
        "::ffff:1.1.1.1"
      })
  void othersAre(String address) throws Exception {
    assertThat(AllowedAddresses.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void anOperatorsNetworksMayBeReachedAndWithoutTlsToo() {
    inside.check("https://127.0.0.1/x");
    inside.check("http://127.0.0.1:8080/x");
    inside.check("http://[fd00::1]/x");
    inside.check("https://1.1.1.1/x");
    assertThatThrownBy(() -> inside.check("http://1.1.1.1/x"))
        .hasMessage("Invalid webhook URL scheme: 'http'. Allowed schemes are: https.");
    assertThatThrownBy(() -> inside.check("https://10.0.0.1/x")).hasMessageContaining("non-public");
  }

  @Test
  void networksAreReadStrictly() throws Exception {
    assertThat(Network.of("10.20.0.0/14").holds(InetAddress.getByName("10.23.255.1"))).isTrue();
    assertThat(Network.of("10.20.0.0/14").holds(InetAddress.getByName("10.24.0.0"))).isFalse();
    assertThat(Network.of("0.0.0.0/0").holds(InetAddress.getByName("9.9.9.9"))).isTrue();
    assertThat(Network.of("::/0").holds(InetAddress.getByName("9.9.9.9"))).isFalse();
    for (String wrong :
        List.of("", "a.example/8", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "::/129")) {
      assertThatThrownBy(() -> Network.of(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The name may lead elsewhere by the time it is connected to. */
  @Test
  void aSocketConnectsToNothingElse() throws Exception {
    try (Socket socket = new GuardedSockets(new AllowedAddresses(List.of())).createSocket()) {
      assertThatThrownBy(
              () -> socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Webhook connection blocked: 127.0.0.1");
      assertThatThrownBy(
              () -> socket.connect(InetSocketAddress.createUnresolved("localhost", 9), 100))
          .hasMessageContaining("blocked");
    }
  }
}
