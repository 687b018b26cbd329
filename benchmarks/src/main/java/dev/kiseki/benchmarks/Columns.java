package dev.kiseki.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Logs one long curve and reads all of it by column. The first answer is decoded: as many points as
 * were logged, with the same sum. Of the others the bytes are counted.
 */
final class Columns implements Closeable {
  /** Of the five columns' ten buffers, the one with the values. */
  private static final int VALUES = 9;

  private final HttpConnection http;
  private final int points;
  private final double sum;
  private final byte[] head;
  private final byte[] question;

  Columns(URI server, String experiment, int points) throws IOException {
    this.http = new HttpConnection(server);
    this.points = points;
    String run;
    try (Mlflow mlflow = new Mlflow(server)) {
      run = mlflow.createRun(mlflow.createExperiment(experiment));
    }
    this.sum = Curves.log(http, run, points, new Random(1));
    this.head = http.postHead("/api/2.0/kiseki/metrics/read");
    this.question =
        ("{\"run_ids\": [\"" + run + "\"], \"metric_keys\": [\"" + Curves.KEY + "\"]}")
            .getBytes(StandardCharsets.US_ASCII);
  }

  SearchFigures measure(Duration warmUp, Duration measured) throws IOException {
    HttpConnection.Answer first = http.post(head, question);
    Mlflow.ok(first);
    check(first.body());
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < warmUp.toNanos()) {
      read(first.body().length);
    }
    Histogram times = Repeated.times();
    StolenTime stolen = StolenTime.fromNow();
    long from = System.nanoTime();
    long now = from;
    while (now - from < measured.toNanos()) {
      long start = System.nanoTime();
      read(first.body().length);
      now = System.nanoTime();
      Repeated.record(times, now - start);
    }
    String title = String.format(Locale.ROOT, "all %,d points by column", points);
    return Repeated.figures("columns", title, times, points, now - from, stolen.share());
  }

  private void read(int expected) throws IOException {
    long bytes = http.skim(head, question);
    if (bytes != expected) {
      throw new IOException("an answer has " + bytes + " bytes, the first had " + expected);
    }
  }

  private void check(byte[] stream) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
    long found = 0;
    double total = 0;
    while (true) {
      in.getInt();
      int length = in.getInt();
      if (length == 0) {
        break;
      }
      ByteBuffer table = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      Message message = Message.getRootAsMessage(table);
      int body = in.position() + length;
      if (message.headerType() == MessageHeader.RecordBatch) {
        RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        int values = body + (int) batch.buffers(VALUES).offset();
        for (int i = 0; i < batch.length(); i++) {
          total += in.getDouble(values + 8 * i);
        }
        found += batch.length();
      }
      in.position(body + (int) message.bodyLength());
    }
    if (found != points || total != sum || in.hasRemaining()) {
      throw new IOException(
          "found %,d points with the sum %s, expected %,d with %s"
              .formatted(found, total, points, sum));
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
