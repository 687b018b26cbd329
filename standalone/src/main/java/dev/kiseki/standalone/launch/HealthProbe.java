package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the services whether they are ready, and if not, what for they wait. */
final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int MOST_BYTES = 64 << 10;
  private static final Pattern WAITING = Pattern.compile("\"waiting_for\"\\s*:\\s*\\{([^}]*)\\}");
  private static final Pattern KEY = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\"[^\"]*\"");

  private HealthProbe() {}

  /**
   * @param ready whether the answer was 200
   * @param waitingFor what it named, or how far it is; empty if ready
   */
  record Answer(boolean ready, String waitingFor) {}

  static Answer ask(URI health) {
    HttpURLConnection connection = null;
    try {
      connection = (HttpURLConnection) health.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        return new Answer(true, "");
      }
      InputStream error = connection.getErrorStream();
      byte[] body = error == null ? new byte[0] : error.readNBytes(MOST_BYTES);
      return new Answer(false, waiting(new String(body, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return new Answer(false, "");
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  /**
   * The keys of {@code "waiting_for": {...}}. Read without a JSON parser: a wrong guess costs a
   * worse progress line, nothing more.
   */
  static String waiting(String body) {
    List<String> names = new ArrayList<>();
    Matcher list = WAITING.matcher(body);
    if (list.find()) {
      Matcher key = KEY.matcher(list.group(1));
      while (key.find()) {
        names.add(key.group(1));
      }
    }
    return String.join(", ", names);
  }
}
