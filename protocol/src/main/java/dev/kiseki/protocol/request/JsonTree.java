package dev.kiseki.protocol.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain objects: {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@code Number}
 * (integers exact, the rest doubles) and null. A repeated name keeps its last value, as in Python.
 */
public final class JsonTree {
  private static final int DEEPEST = 100;

  /** Reads bare NaN too, so that a refusal can name the field that held it. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private JsonTree() {}

  /**
   * @throws IOException when it is not one JSON value, is nested deeper than 100 levels, or is not
   *     text in a Unicode encoding
   */
  public static Object read(byte[] json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return readWhole(parser);
    }
  }

  /** As {@link #read(byte[])}. */
  public static Object read(String json) throws IOException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      return readWhole(parser);
    }
  }

  private static Object readWhole(JsonParser parser) throws IOException {
    if (parser.nextToken() == null) {
      throw new IOException("empty");
    }
    Object value = value(parser);
    if (parser.nextToken() != null) {
      throw new IOException("text after the value");
    }
    return value;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      members.add(value(parser));
    }
    return members;
  }
}
