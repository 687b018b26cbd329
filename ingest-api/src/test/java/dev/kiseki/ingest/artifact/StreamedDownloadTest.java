package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.core.io.buffer.ReadBuffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

class StreamedDownloadTest {
  private final AtomicInteger released = new AtomicInteger();
  private final List<Long> resumedFrom = new ArrayList<>();
  private final byte[] content = new byte[2_000_000];

  StreamedDownloadTest() {
    new Random(1).nextBytes(content);
  }

  @Test
  void readsOnePieceMoreThanIsAskedFor() {
    ByteArrayInputStream in = new ByteArrayInputStream(content);
    Collector collector = new Collector();
    download(in).subscribe(collector);
    assertThat(in.available()).isEqualTo(content.length);
    collector.subscription.request(1);
    int piece = collector.bytes.size();
    assertThat(piece).isPositive().isLessThan(content.length / 3);
    assertThat(content.length - in.available()).isEqualTo(2 * piece);
    collector.subscription.request(1);
    assertThat(collector.bytes.size()).isEqualTo(2 * piece);
    assertThat(content.length - in.available()).isEqualTo(3 * piece);
    collector.subscription.request(Long.MAX_VALUE);
    assertThat(collector.bytes.toByteArray()).isEqualTo(content);
    assertThat(collector.end).isEqualTo("complete");
    assertThat(released).hasValue(1);
  }

  @Test
  void asksForTheRestWhenS3BreaksOff() {
    Collector collector = new Collector();
    download(new BreakingOff(300_000)).subscribe(collector);
    collector.subscription.request(Long.MAX_VALUE);
    assertThat(collector.bytes.toByteArray()).isEqualTo(content);
    assertThat(resumedFrom).hasSize(1);
    assertThat(resumedFrom.get(0)).isLessThanOrEqualTo(300_000);
    assertThat(collector.end).isEqualTo("complete");
  }

  @Test
  void givesUpWhenThereIsNoProgress() {
    Collector collector = new Collector();
    StreamedDownload download =
        new StreamedDownload(
            new BreakingOff(0),
            content.length,
            position -> new BreakingOff(0),
            Runnable::run,
            released::incrementAndGet);
    download.subscribe(collector);
    collector.subscription.request(1);
    assertThat(collector.end).isEqualTo("S3 ended the artifact early");
    assertThat(released).hasValue(1);
  }

  @Test
  void givesItsPlaceBackOnceWhenCancelled() {
    Collector collector = new Collector();
    StreamedDownload download = download(new ByteArrayInputStream(content));
    download.subscribe(collector);
    collector.subscription.request(2);
    collector.subscription.cancel();
    download.cancel();
    collector.subscription.request(5);
    assertThat(released).hasValue(1);
    assertThat(collector.end).isNull();
  }

  @Test
  void givesItsPlaceBackWhenItNeverBegan() {
    download(new ByteArrayInputStream(content)).cancel();
    assertThat(released).hasValue(1);
  }

  private StreamedDownload download(InputStream in) {
    return new StreamedDownload(
        in,
        content.length,
        position -> {
          resumedFrom.add(position);
          return new ByteArrayInputStream(
              content, Math.toIntExact(position), content.length - Math.toIntExact(position));
        },
        Runnable::run,
        released::incrementAndGet);
  }

  private final class BreakingOff extends InputStream {
    private final int at;
    private int position;

    BreakingOff(int at) {
      this.at = at;
    }

    @Override
    public int read() throws IOException {
      if (position == at) {
        throw new IOException("broken off");
      }
      return content[position++] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0; // asked when the buffer is full, as the contract of InputStream allows
      }
      int next = read();
      into[from] = (byte) next;
      return 1;
    }
  }

  private static final class Collector implements Subscriber<ReadBuffer> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Subscription subscription;
    private String end;

    @Override
    public void onSubscribe(Subscription s) {
      subscription = s;
    }

    @Override
    public void onNext(ReadBuffer buffer) {
      bytes.writeBytes(buffer.toArray());
    }

    @Override
    public void onError(Throwable t) {
      end = t.getMessage();
    }

    @Override
    public void onComplete() {
      end = "complete";
    }
  }
}
