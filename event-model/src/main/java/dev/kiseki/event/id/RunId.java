package dev.kiseki.event.id;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/**
 * Id of a run or of a logged model, which is kept as a run is. A run's has 32 lower-case hex digits
 * when Kiseki made it, a model's {@code m-} before them. Ids from requests may be any text; an id
 * that nothing has is simply unknown.
 */
public record RunId(String text) implements Comparable<RunId> {
  public RunId {
    Objects.requireNonNull(text, "text");
  }

  /** A new random id, in the form of MLflow's {@code uuid4().hex}. */
  public static RunId random() {
    return new RunId(UUID.randomUUID().toString().replace("-", ""));
  }

  /** A new random id of a logged model. */
  public static RunId randomModel() {
    return new RunId("m-" + random().text());
  }

  /** The bytes under which state is kept; their unsigned order is the order of ids. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(RunId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
