package dev.kiseki.protocol.request;

import dev.kiseki.event.rule.PythonText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Values of a {@link JsonTree} in the words of Python, for MLflow's messages. */
final class PythonValue {
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?(\\d+(_\\d+)*+(\\.(\\d+(_\\d+)*+)?)?|\\.\\d+(_\\d+)*+)([eE][+-]?\\d+(_\\d+)*+)?");
  private static final Pattern WORD =
      Pattern.compile("[+-]?(nan|inf|infinity)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_NUMBER = 1000;

  private PythonValue() {}

  /** {@code json.dumps(value, sort_keys=True, separators=(",", ":"))}. */
  static String json(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Object value) {
    if (value instanceof String text) {
      out.append(PythonText.json(text));
    } else if (value instanceof Double number) {
      out.append(number(number));
    } else if (value instanceof List<?> members) {
      String separator = "[";
      for (Object member : members) {
        append(out.append(separator), member);
        separator = ",";
      }
      out.append(members.isEmpty() ? "[]" : "]");
    } else if (value instanceof Map<?, ?> fields) {
      String separator = "{";
      for (Map.Entry<?, ?> field : new TreeMap<>(fields).entrySet()) {
        append(out.append(separator), field.getKey());
        append(out.append(':'), field.getValue());
        separator = ",";
      }
      out.append(fields.isEmpty() ? "{}" : "}");
    } else {
      out.append(value);
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return Double.isInfinite(value)
        ? (value < 0 ? "-Infinity" : "Infinity")
        : PythonText.repr(value);
  }

  /** {@code type(value).__name__}. */
  static String type(Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof List) {
      return "list";
    }
    return value instanceof Map ? "dict" : "int";
  }

  /**
   * {@code float(text)}, except that exactly {@code nan} is none: protobuf refuses it.
   *
   * @return null when the text is no number
   */
  static Double parseFloat(String text) {
    String number = text.strip();
    if (number.length() > LONGEST_NUMBER || text.equals("nan")) {
      return null;
    }
    if (FLOAT.matcher(number).matches()) {
      return Double.valueOf(number.replace("_", ""));
    }
    if (!WORD.matcher(number).matches()) {
      return null;
    }
    if (number.toLowerCase(java.util.Locale.ROOT).endsWith("nan")) {
      return Double.NaN;
    }
    return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }
}
