package dev.kiseki.ingest.webhook;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Which URLs a webhook may have. MLflow 3.17.2: {@code _validate_webhook_url}. */
final class WebhookUrls {
  private static final Pattern SCHEME =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):.*", Pattern.DOTALL);
  private static final Pattern AUTHORITY = Pattern.compile("[^:]*://([^/?#]*).*", Pattern.DOTALL);

  private final AllowedAddresses allowed;

  WebhookUrls(AllowedAddresses allowed) {
    this.allowed = allowed;
  }

  /**
   * Looks the host up, so this may wait for a name server.
   *
   * @throws TrackingException INVALID_PARAMETER_VALUE for a URL that no request is sent to
   */
  void check(String url) {
    if (url.isBlank()) {
      throw TrackingException.invalid(
          "Webhook URL cannot be empty or just whitespace: " + PythonText.repr(url));
    }
    Matcher scheme = SCHEME.matcher(url);
    String name = scheme.matches() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
    boolean plain = name.equals("http") && allowed.namesAny();
    if (!plain && !name.equals("https")) {
      throw wrongScheme(name);
    }
    String host = host(url);
    InetAddress[] addresses = addresses(host);
    for (InetAddress address : addresses) {
      if (plain && !allowed.isNamed(address)) {
        throw wrongScheme(name);
      }
      if (!allowed.allows(address)) {
        throw TrackingException.invalid(
            "Webhook URL must not resolve to a non-public IP address. "
                + PythonText.repr(host)
                + " resolves to "
                + text(address)
                + ".");
      }
    }
  }

  private static String host(String url) {
    Matcher authority = AUTHORITY.matcher(url);
    String place = authority.matches() ? authority.group(1) : "";
    if (place.contains("[") != place.contains("]")) {
      throw TrackingException.invalid(
          "Invalid webhook URL " + PythonText.repr(url) + ": ValueError('Invalid IPv6 URL')");
    }
    String host = place.substring(place.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
    if (host.isEmpty()) {
      throw TrackingException.invalid(
          "Webhook URL must include a hostname: " + PythonText.repr(url));
    }
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw TrackingException.invalid(
          "Invalid webhook URL " + PythonText.repr(url) + ": no request can be sent to it");
    }
    return parsed.host();
  }

  private static InetAddress[] addresses(String host) {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw TrackingException.invalid(
          "Cannot resolve Webhook URL hostname "
              + PythonText.repr(host)
              + ": Name or service not known");
    }
  }

  /** In the short form, also of IPv6. */
  private static String text(InetAddress address) {
    String full = address.getHostAddress().replaceFirst("%.*", "");
    return new HttpUrl.Builder().scheme("https").host(full).build().host();
  }

  private static TrackingException wrongScheme(String scheme) {
    return TrackingException.invalid(
        "Invalid webhook URL scheme: '" + scheme + "'. Allowed schemes are: https.");
  }
}
