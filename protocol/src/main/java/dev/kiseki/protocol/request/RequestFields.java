package dev.kiseki.protocol.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The fields of one request, or of one object in a list of it. Every method gives a field its type
 * or throws MLflow's refusal for it, so a controller that asks in the order of MLflow's schema
 * refuses in MLflow's order.
 *
 * <p>Names are given in snake case. Optional fields may also come in camel case, required ones may
 * not, and both spellings together are refused (MLflow 3.17.2: {@code _get_request_message}). null
 * is absent. What a field held is judged where MLflow would drop it silently.
 */
public final class RequestFields {
  private final Map<String, Object> fields;
  private final String path;

  RequestFields(Map<String, Object> fields, String path) {
    this.fields = fields;
    this.path = path;
  }

  /** Text that must be there and not be empty. Older names count when the name is absent. */
  public String requiredText(String name, String... olderNames) {
    Object value = required(name, olderNames);
    if (value == null || "".equals(value)) {
      throw FieldFault.missing(path + name);
    }
    return FieldConversion.text(path + name, value);
  }

  public Optional<String> text(String name) {
    Object value = optional(name);
    return value == null ? Optional.empty() : Optional.of(FieldConversion.text(path + name, value));
  }

  /** The text, or {@code ""} when it is absent. */
  public String textOrEmpty(String name) {
    return text(name).orElse("");
  }

  public long requiredInt64(String name) {
    Object value = required(name);
    if (value == null) {
      throw FieldFault.missing(path + name);
    }
    return FieldConversion.int64(path + name, value);
  }

  public OptionalLong int64(String name) {
    Object value = optional(name);
    return value == null
        ? OptionalLong.empty()
        : OptionalLong.of(FieldConversion.int64(path + name, value));
  }

  public OptionalInt int32(String name) {
    Object value = optional(name);
    return value == null
        ? OptionalInt.empty()
        : OptionalInt.of(FieldConversion.int32(path + name, value));
  }

  /** A number, {@code "NaN"} or an infinity in quotes, true as 1; bare NaN is refused. */
  public double requiredFloat64(String name) {
    Object value = required(name);
    if (value == null || "".equals(value)) {
      throw FieldFault.missing(path + name);
    }
    return FieldConversion.float64(path + name, value);
  }

  public OptionalDouble float64(String name) {
    Object value = optional(name);
    return value == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(FieldConversion.float64(path + name, value));
  }

  public Optional<Boolean> bool(String name) {
    Object value = optional(name);
    return value == null ? Optional.empty() : Optional.of(FieldConversion.bool(path + name, value));
  }

  /**
   * An enumeration by name or number. An unknown name is as good as absent, an unknown number is
   * refused; both as in MLflow.
   */
  public <E> Optional<E> enumeration(
      String name, Function<String, Optional<E>> byName, LongFunction<Optional<E>> byNumber) {
    Object value = optional(name);
    return value == null
        ? Optional.empty()
        : FieldConversion.enumeration(path + name, value, byName, byNumber);
  }

  /** As {@link #enumeration}, of a field that must be there and not be empty. */
  public <E> Optional<E> requiredEnumeration(
      String name, Function<String, Optional<E>> byName, LongFunction<Optional<E>> byNumber) {
    Object value = required(name);
    if (value == null || "".equals(value)) {
      throw FieldFault.missing(path + name);
    }
    return FieldConversion.enumeration(path + name, value, byName, byNumber);
  }

  /** Refuses a field that is there and null, for the few where MLflow fails on it. */
  public void refuseNull(String name) {
    if (fields.containsKey(name) && fields.get(name) == null) {
      throw FieldFault.invalid(path + name, null);
    }
  }

  /** A list of texts; empty when absent. In a query string: every value of the key. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    List<?> members = list(name);
    for (int i = 0; i < members.size(); i++) {
      texts.add(FieldConversion.text(path + name + "[" + i + "]", members.get(i)));
    }
    return texts;
  }

  /** A list of objects; empty when absent. */
  public List<RequestFields> objects(String name) {
    List<RequestFields> objects = new ArrayList<>();
    List<?> members = list(name);
    for (int i = 0; i < members.size(); i++) {
      String place = path + name + "[" + i + "]";
      objects.add(new RequestFields(FieldConversion.object(place, members.get(i)), place + "."));
    }
    return objects;
  }

  /** As {@link #texts}, where MLflow takes null for absent. */
  public List<String> textsOrNull(String name) {
    return optional(name) == null ? List.of() : texts(name);
  }

  /** As {@link #objects}, where MLflow takes null for absent. */
  public List<RequestFields> objectsOrNull(String name) {
    return optional(name) == null ? List.of() : objects(name);
  }

  /** A list of objects that must be there; it may be empty. */
  public List<RequestFields> requiredObjects(String name) {
    if (required(name) == null) {
      throw FieldFault.missing(path + name);
    }
    return objects(name);
  }

  /** One object that must be there. */
  public RequestFields requiredObject(String name) {
    Object value = optional(name);
    if (value == null) {
      throw FieldFault.missing(path + name);
    }
    return new RequestFields(FieldConversion.object(path + name, value), path + name + ".");
  }

  /** A text of an object in a list: must be there and not be empty, in either spelling. */
  public String presentText(String name) {
    return text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> FieldFault.missing(path + name));
  }

  /** Whether the field is there at all, null included. */
  public boolean has(String name) {
    return fields.containsKey(name) || fields.containsKey(camel(name));
  }

  /** Where these fields stand in the request: {@code ""}, or {@code metrics[3].}. */
  public String path() {
    return path;
  }

  private List<?> list(String name) {
    if (!has(name)) {
      return List.of();
    }
    Object value = optional(name);
    if (value instanceof QueryValues values) {
      return values.all();
    }
    return FieldConversion.list(path + name, value);
  }

  private Object required(String name, String... olderNames) {
    refuseTwoSpellings(name);
    Object value = fields.get(name);
    for (String older : olderNames) {
      value = value == null ? fields.get(older) : value;
    }
    return value instanceof QueryValues values && !values.all().isEmpty()
        ? values.all().get(0)
        : value;
  }

  private Object optional(String name) {
    refuseTwoSpellings(name);
    Object value = fields.get(name);
    return value == null ? fields.get(camel(name)) : value;
  }

  private void refuseTwoSpellings(String name) {
    String camel = camel(name);
    if (!camel.equals(name) && fields.containsKey(name) && fields.containsKey(camel)) {
      throw FieldFault.twoSpellings(name, camel);
    }
  }

  private static String camel(String name) {
    int at = name.indexOf('_');
    if (at < 0) {
      return name;
    }
    StringBuilder camel = new StringBuilder(name.length()).append(name, 0, at);
    for (int i = at; i < name.length(); i++) {
      camel.append(
          name.charAt(i) == '_' && i + 1 < name.length()
              ? Character.toUpperCase(name.charAt(++i))
              : name.charAt(i));
    }
    return camel.toString();
  }

  /** All values of one key of a query string. */
  record QueryValues(List<String> all) {}
}
