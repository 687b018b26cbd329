package dev.kiseki.protocol.answer;

import io.micronaut.http.MutableHttpResponse;

/** Marks answers of writes that are on the log and not yet folded. */
public final class Visible {
  public static final String HEADER = "X-Kiseki-Visibility";

  private Visible() {}

  /** The write is durable; a read right after it may not show it. */
  public static <B> MutableHttpResponse<B> pending(MutableHttpResponse<B> answer) {
    return answer.header(HEADER, "pending");
  }
}
