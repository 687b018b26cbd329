package dev.kiseki.processor.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sender and reader on one thread, as in a process that holds both. */
class RowStreamTest {
  private static final int ROWS = 40_000;
  private static final int ROW_BYTES = 1_000;

  private final List<Integer> got = new ArrayList<>();
  private int largestBatch;
  private int ends;
  private Throwable failure;
  private ClientCallStreamObserver<ScanRequest> call;
  private Server server;
  private ManagedChannel channel;

  private static final class Sender extends RunShardsGrpc.RunShardsImplBase {
    @Override
    public void scan(ScanRequest request, StreamObserver<ScanBatch> to) {
      ServerCallStreamObserver<ScanBatch> stream = (ServerCallStreamObserver<ScanBatch>) to;
      Deque<byte[]> rows = new ArrayDeque<>();
      for (int i = 0; i < request.getLimit(); i++) {
        rows.add(ByteBuffer.allocate(ROW_BYTES).putInt(i).array());
      }
      RowStream.send(rows, stream, ReadyAgain.of(stream));
    }
  }

  private final class Reader implements ClientResponseObserver<ScanRequest, ScanBatch> {
    @Override
    public void beforeStart(ClientCallStreamObserver<ScanRequest> started) {
      call = started;
      started.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(ScanBatch batch) {
      batch.getRowsList().forEach(row -> got.add(row.asReadOnlyByteBuffer().getInt()));
      largestBatch = Math.max(largestBatch, batch.getSerializedSize());
      call.request(1); // within the sender's own call
    }

    @Override
    public void onError(Throwable problem) {
      failure = problem;
    }

    @Override
    public void onCompleted() {
      ends++;
    }
  }

  @BeforeEach
  void open() throws Exception {
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(new Sender())
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void aReaderThatAsksWithinABatchGetsEachRowOnceAndOneEnd() {
    RunShardsGrpc.newStub(channel)
        .scan(ScanRequest.newBuilder().setLimit(ROWS).build(), new Reader());

    assertThat(failure).isNull();
    assertThat(ends).isEqualTo(1);
    assertThat(got).hasSize(ROWS).isSorted().doesNotHaveDuplicates();
    assertThat(largestBatch).isLessThan(300_000);
  }

  @Test
  void noRowsAreAnEndAtOnce() {
    RunShardsGrpc.newStub(channel).scan(ScanRequest.getDefaultInstance(), new Reader());
    assertThat(failure).isNull();
    assertThat(got).isEmpty();
    assertThat(ends).isEqualTo(1);
  }
}
