package dev.kiseki.event.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.kiseki.event.wire.proto.MetricColumns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One metric of a {@link MetricColumns} message, read from its bytes: where each column stands, and
 * which of the keys is the metric's. Four columns are read side by side, none is unpacked.
 */
final class PackedColumns {
  private final byte[] message;
  private final int[] starts = new int[MetricColumns.VALUES_FIELD_NUMBER + 1];
  private final int[] lengths = new int[MetricColumns.VALUES_FIELD_NUMBER + 1];
  private int wanted = -1;

  private PackedColumns(byte[] message) {
    this.message = message;
  }

  static PackedColumns of(byte[] message, String key) throws IOException {
    PackedColumns columns = new PackedColumns(message);
    columns.find(key.getBytes(StandardCharsets.UTF_8));
    return columns;
  }

  boolean hasKey() {
    return wanted >= 0;
  }

  private void find(byte[] key) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    int keys = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field > MetricColumns.VALUES_FIELD_NUMBER) {
        in.skipField(tag);
        continue;
      }
      boolean again = field != MetricColumns.KEYS_FIELD_NUMBER && starts[field] > 0;
      if (again || WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        throw new IOException("a column is not packed");
      }
      int length = in.readRawVarint32();
      int at = in.getTotalBytesRead();
      in.skipRawBytes(length);
      if (field == MetricColumns.KEYS_FIELD_NUMBER) {
        boolean same = length == key.length && wanted < 0;
        if (same && Arrays.equals(message, at, at + length, key, 0, length)) {
          wanted = keys;
        }
        keys++;
      } else {
        starts[field] = at;
        lengths[field] = length;
      }
    }
  }

  void visit(Columns.PointVisitor visitor) throws IOException, UnreadableEventException {
    CodedInputStream keys = column(MetricColumns.KEY_INDEX_FIELD_NUMBER);
    CodedInputStream steps = column(MetricColumns.STEP_DELTA_FIELD_NUMBER);
    CodedInputStream timestamps = column(MetricColumns.TIMESTAMP_DELTA_FIELD_NUMBER);
    ByteBuffer values =
        ByteBuffer.wrap(
                message,
                starts[MetricColumns.VALUES_FIELD_NUMBER],
                lengths[MetricColumns.VALUES_FIELD_NUMBER])
            .order(ByteOrder.LITTLE_ENDIAN);
    long step = 0;
    long timestamp = 0;
    while (values.remaining() >= Double.BYTES) {
      if (keys.isAtEnd() || steps.isAtEnd() || timestamps.isAtEnd()) {
        break;
      }
      step += steps.readSInt64();
      timestamp += timestamps.readSInt64();
      double value = values.getDouble();
      if (keys.readUInt32() == wanted) {
        visitor.point(step, timestamp, value);
      }
    }
    if (values.hasRemaining() || !keys.isAtEnd() || !steps.isAtEnd() || !timestamps.isAtEnd()) {
      throw new UnreadableEventException("metric columns differ in length");
    }
  }

  private CodedInputStream column(int field) {
    return CodedInputStream.newInstance(message, starts[field], lengths[field]);
  }
}
