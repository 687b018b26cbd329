package dev.kiseki.query.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Messages of an Arrow IPC stream, each whole in an array of just its size.
 *
 * <pre>
 * FFFFFFFF | int32 length of the table | table, padded to 8 | body, buffers padded to 64
 * </pre>
 *
 * <p>The tables are written by Arrow's own generated code, the buffers by whoever has the points:
 * so no column is copied into memory off the heap first.
 */
final class Messages {
  private static final int CONTINUED = -1;
  private static final int PREFIX = 8;
  private static final int ALIGNMENT = 64;

  private Messages() {}

  /** What ends a stream. */
  static byte[] end() {
    byte[] end = new byte[PREFIX];
    littleEndian(end).putInt(CONTINUED).putInt(0);
    return end;
  }

  static byte[] schema(Map<String, String> metadata) {
    FlatBufferBuilder table = new FlatBufferBuilder();
    int schema = Columns.schema(table, metadata);
    return framed(table, MessageHeader.Schema, schema, 0);
  }

  /** All texts of a dictionary. */
  static byte[] dictionary(long id, List<String> texts) {
    List<byte[]> encoded =
        texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    int bytes = encoded.stream().mapToInt(text -> text.length).reduce(0, Math::addExact);
    int[] sizes = {0, 4 * (texts.size() + 1), bytes};
    FlatBufferBuilder table = new FlatBufferBuilder();
    int batch = batch(table, texts.size(), 1, sizes);
    int dictionary = DictionaryBatch.createDictionaryBatch(table, id, batch, false);
    byte[] message = framed(table, MessageHeader.DictionaryBatch, dictionary, padded(sizes));
    int body = message.length - padded(sizes);
    ByteBuffer ends = littleEndian(message).position(body);
    ByteBuffer data = littleEndian(message).position(body + padded(sizes[1]));
    ends.putInt(0);
    for (byte[] text : encoded) {
      data.put(text);
      ends.putInt(data.position() - body - padded(sizes[1]));
    }
    return message;
  }

  /** Where the columns of a batch are to be written. */
  record Body(byte[] message, ByteBuffer[] columns) {}

  /** A batch of so many rows, its columns still 0. */
  static Body rows(int rows) {
    int[] widths = Columns.widths();
    int[] sizes = new int[2 * widths.length];
    for (int i = 0; i < widths.length; i++) {
      sizes[2 * i + 1] = Math.multiplyExact(rows, widths[i]);
    }
    FlatBufferBuilder table = new FlatBufferBuilder();
    int batch = batch(table, rows, widths.length, sizes);
    byte[] message = framed(table, MessageHeader.RecordBatch, batch, padded(sizes));
    ByteBuffer[] columns = new ByteBuffer[widths.length];
    int at = message.length - padded(sizes);
    for (int i = 0; i < widths.length; i++) {
      int size = sizes[2 * i + 1];
      columns[i] = littleEndian(message).slice(at, size).order(ByteOrder.LITTLE_ENDIAN);
      at += padded(size);
    }
    return new Body(message, columns);
  }

  /**
   * The table of a batch without nulls.
   *
   * @param sizes of its buffers, one after another in the body
   */
  private static int batch(FlatBufferBuilder table, int rows, int columns, int[] sizes) {
    RecordBatch.startNodesVector(table, columns);
    for (int i = 0; i < columns; i++) {
      FieldNode.createFieldNode(table, rows, 0);
    }
    int nodes = table.endVector();
    // A table is written from its end.
    RecordBatch.startBuffersVector(table, sizes.length);
    int at = padded(sizes);
    for (int i = sizes.length - 1; i >= 0; i--) {
      at -= padded(sizes[i]);
      Buffer.createBuffer(table, at, sizes[i]);
    }
    int buffers = table.endVector();
    return RecordBatch.createRecordBatch(table, rows, nodes, buffers, 0, 0);
  }

  /** A message whose body, at its end, is still 0. */
  private static byte[] framed(FlatBufferBuilder table, byte type, int header, int body) {
    Message.finishMessageBuffer(
        table, Message.createMessage(table, MetadataVersion.V5, type, header, body, 0));
    byte[] metadata = table.sizedByteArray();
    int length = (metadata.length + 7) / 8 * 8;
    byte[] message = new byte[Math.addExact(PREFIX + length, body)];
    littleEndian(message).putInt(CONTINUED).putInt(length).put(metadata);
    return message;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int padded(int[] sizes) {
    int all = 0;
    for (int size : sizes) {
      all = Math.addExact(all, padded(size));
    }
    return all;
  }

  private static int padded(int size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
