package dev.kiseki.event;

import java.util.Objects;

/**
 * What stands before every event.
 *
 * @param rulesVersion version of the rules that judge it, see {@link #RULES}
 * @param sender the client as it named itself, {@code ""} when unknown
 * @param sentAtMillis epoch milliseconds, taken once where the request was accepted; the only clock
 *     the fold sees
 */
public record Header(int rulesVersion, String sender, long sentAtMillis) {
  /**
   * The rules in force. Raise it when a rule of the fold changes, and keep judging older events by
   * the older rule.
   */
  public static final int RULES = 1;

  public Header {
    Objects.requireNonNull(sender, "sender");
  }

  public static Header of(String sender, long sentAtMillis) {
    return new Header(RULES, sender, sentAtMillis);
  }
}
