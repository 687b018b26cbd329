package dev.kiseki.query.arrow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;

/** A stream as Arrow's own reader reads it. */
public record DecodedCurves(
    List<String> fields, Map<String, String> metadata, List<Integer> batches, List<Row> rows) {

  /** A row; the value by its bits. */
  public record Row(String run, String key, long step, long timestamp, long bits) {}

  /** Fails when the stream does not end with its mark, or something comes after that. */
  public static DecodedCurves of(byte[] stream) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(stream);
    List<Integer> batches = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    try (BufferAllocator memory = new RootAllocator();
        ArrowStreamReader reader = new ArrowStreamReader(in, memory)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      List<String> fields = root.getSchema().getFields().stream().map(Field::toString).toList();
      while (reader.loadNextBatch()) {
        batches.add(root.getRowCount());
        for (int i = 0; i < root.getRowCount(); i++) {
          rows.add(
              new Row(
                  name(reader, root.getVector("run_id"), i),
                  name(reader, root.getVector("metric_key"), i),
                  ((BigIntVector) root.getVector("step")).get(i),
                  ((TimeStampMilliTZVector) root.getVector("timestamp")).get(i),
                  Double.doubleToRawLongBits(((Float8Vector) root.getVector("value")).get(i))));
        }
      }
      byte[] end = {-1, -1, -1, -1, 0, 0, 0, 0};
      for (int i = 0; i < end.length; i++) {
        if (stream[stream.length - end.length + i] != end[i]) {
          throw new IOException("the stream does not end with its mark");
        }
      }
      if (in.available() > 0) {
        throw new IOException(in.available() + " bytes are left");
      }
      return new DecodedCurves(fields, root.getSchema().getCustomMetadata(), batches, rows);
    }
  }

  private static String name(ArrowStreamReader reader, FieldVector column, int row)
      throws IOException {
    long dictionary = column.getField().getDictionary().getId();
    int index = ((IntVector) column).get(row);
    return reader.getDictionaryVectors().get(dictionary).getVector().getObject(index).toString();
  }
}
