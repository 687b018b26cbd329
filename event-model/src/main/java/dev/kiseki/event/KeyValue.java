package dev.kiseki.event;

import java.util.Objects;

/** A param or a tag. */
public record KeyValue(String key, String value) {
  public KeyValue {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
