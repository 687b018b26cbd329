package dev.kiseki.protocol.request;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.request.RequestFields.QueryValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/** One value to one type, by the rules of protobuf's JSON form; or MLflow's refusal. */
final class FieldConversion {
  private static final int LONGEST_INTEGER = 40;

  private FieldConversion() {}

  static String text(String field, Object value) {
    if (first(value) instanceof String text && Texts.wellFormed(text)) {
      return text;
    }
    throw FieldFault.invalid(field, value);
  }

  static long int64(String field, Object value) {
    Object one = first(value);
    if (one instanceof Integer || one instanceof Long) {
      return ((Number) one).longValue();
    }
    Long integral = null;
    if (one instanceof Double number && Double.isFinite(number)) {
      integral = integral(new BigDecimal(number));
    } else if (one instanceof String text) {
      integral = parseInteger(text);
    }
    if (integral == null) {
      throw FieldFault.invalid(field, one);
    }
    return integral;
  }

  private static Long parseInteger(String text) {
    if (text.isEmpty() || text.length() > LONGEST_INTEGER || text.indexOf(' ') >= 0) {
      return null;
    }
    try {
      return integral(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Long integral(BigDecimal number) {
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static int int32(String field, Object value) {
    long number = int64(field, value);
    if (number != (int) number) {
      throw FieldFault.invalid(field, first(value));
    }
    return (int) number;
  }

  static double float64(String field, Object value) {
    Object one = first(value);
    Double number = null;
    if (one instanceof Boolean truth) {
      number = truth ? 1.0 : 0.0;
    } else if (one instanceof String text) {
      number = PythonValue.parseFloat(text);
    } else if (one instanceof Integer || one instanceof Long || one instanceof BigInteger) {
      number = ((Number) one).doubleValue();
      number = Double.isInfinite(number) ? null : number;
    } else if (one instanceof Double bare && Double.isFinite(bare)) {
      number = bare;
    }
    if (number == null) {
      throw FieldFault.invalid(field, one);
    }
    return number;
  }

  static boolean bool(String field, Object value) {
    if (value instanceof QueryValues values) {
      return queryBool(values.all().get(0));
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw FieldFault.invalid(field, value);
  }

  private static boolean queryBool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw TrackingException.invalid(
              "Invalid boolean value: " + text + ", must be 'true' or 'false'.");
    };
  }

  static <E> Optional<E> enumeration(
      String field,
      Object value,
      Function<String, Optional<E>> byName,
      LongFunction<Optional<E>> byNumber) {
    Object one = first(value);
    if (one instanceof String text) {
      Optional<E> named = byName.apply(text);
      Long number = named.isPresent() ? null : parseInteger(text);
      return number == null ? named : byNumber.apply(number);
    }
    if (!(one instanceof Number)) {
      throw FieldFault.invalid(field, one);
    }
    Optional<E> numbered = byNumber.apply(int64(field, one));
    if (numbered.isEmpty()) {
      throw FieldFault.invalid(field, one);
    }
    return numbered;
  }

  static List<?> list(String field, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw FieldFault.invalid(field, value);
  }

  @SuppressWarnings("unchecked") // JsonTree makes no other maps
  static Map<String, Object> object(String field, Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw FieldFault.invalid(field, value);
  }

  /** The first value of a repeated key counts. */
  private static Object first(Object value) {
    return value instanceof QueryValues values ? values.all().get(0) : value;
  }
}
