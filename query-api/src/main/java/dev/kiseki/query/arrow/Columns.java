package dev.kiseki.query.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.DictionaryKind;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Utf8;

/**
 * The columns, none of which has nulls.
 *
 * <pre>
 * run_id      dictionary 0 of utf8, int32
 * metric_key  dictionary 1 of utf8, int32
 * step        int64
 * timestamp   timestamp, milliseconds, UTC
 * value       float64
 * </pre>
 */
final class Columns {
  static final long RUN_IDS = 0;
  static final long METRIC_KEYS = 1;

  /** Bytes of a row in each column. */
  private static final int[] WIDTHS = {4, 4, 8, 8, 8};

  private Columns() {}

  static int[] widths() {
    return WIDTHS.clone();
  }

  /**
   * The table of a schema.
   *
   * @param metadata what a reader is told besides
   */
  static int schema(FlatBufferBuilder to, Map<String, String> metadata) {
    int[] fields = {
      named(to, "run_id", RUN_IDS),
      named(to, "metric_key", METRIC_KEYS),
      field(to, "step", Type.Int, Int.createInt(to, 64, true), 0),
      field(to, "timestamp", Type.Timestamp, utcMillis(to), 0),
      field(to, "value", Type.FloatingPoint, float64(to), 0)
    };
    int[] pairs =
        metadata.entrySet().stream()
            .mapToInt(
                entry ->
                    KeyValue.createKeyValue(
                        to, to.createString(entry.getKey()), to.createString(entry.getValue())))
            .toArray();
    return Schema.createSchema(
        to,
        Endianness.Little,
        Schema.createFieldsVector(to, fields),
        Schema.createCustomMetadataVector(to, pairs),
        0);
  }

  private static int named(FlatBufferBuilder to, String name, long dictionary) {
    int encoding =
        DictionaryEncoding.createDictionaryEncoding(
            to, dictionary, Int.createInt(to, 32, true), false, DictionaryKind.DenseArray);
    Utf8.startUtf8(to);
    return field(to, name, Type.Utf8, Utf8.endUtf8(to), encoding);
  }

  private static int utcMillis(FlatBufferBuilder to) {
    return Timestamp.createTimestamp(to, TimeUnit.MILLISECOND, to.createString("UTC"));
  }

  private static int float64(FlatBufferBuilder to) {
    return FloatingPoint.createFloatingPoint(to, Precision.DOUBLE);
  }

  private static int field(
      FlatBufferBuilder to, String name, byte type, int typeTable, int dictionary) {
    int text = to.createString(name);
    int children = Field.createChildrenVector(to, new int[0]);
    return Field.createField(to, text, false, type, typeTable, dictionary, children, 0);
  }
}
