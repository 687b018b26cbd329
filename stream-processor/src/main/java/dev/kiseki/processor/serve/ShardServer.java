package dev.kiseki.processor.serve;

import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.receipts.ReceiptPublisher;
import dev.kiseki.processor.standby.StandbyPartitions;
import io.grpc.Server;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Listens for other services on a port, and for those of this very process under {@code
 * kiseki-shards:PORT}, without a socket.
 */
public final class ShardServer implements AutoCloseable {
  private static final int MOST_BYTES_A_MESSAGE = 64 << 20;
  private static final int MOST_WAITING = 1_000;

  private final Server network;
  private final Server here;
  private final ExecutorService reads;
  private final ExecutorService scans;

  /**
   * Starts listening.
   *
   * @param host address to listen on
   * @param port 0 = any free one; see {@link #port}
   * @param scanThreads searches that run at the same time; others wait for their turn
   * @param partitions folded here
   * @param standbys followed here
   */
  public ShardServer(
      String host,
      int port,
      int scanThreads,
      HeldPartitions partitions,
      StandbyPartitions standbys,
      ReceiptPublisher receipts) {
    // Whoever brings more than may wait does it himself: that slows him down.
    this.reads = threads("shard-reads", 4, new ThreadPoolExecutor.CallerRunsPolicy());
    this.scans = threads("shard-scans", scanThreads, (work, full) -> reads.execute(work));
    RunShardsService service =
        new RunShardsService(new ServedPartitions(partitions, standbys), receipts, reads, scans);
    try {
      this.network =
          NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
              .directExecutor() // the service has its own threads, one hop a call
              .maxInboundMessageSize(MOST_BYTES_A_MESSAGE)
              .permitKeepAliveTime(10, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .addService(service)
              .build()
              .start();
      this.here =
          InProcessServerBuilder.forName("kiseki-shards:" + network.getPort())
              .directExecutor()
              .addService(service)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "can't listen for other services on " + host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return network.getPort();
  }

  private static ExecutorService threads(String name, int most, RejectedExecutionHandler whenFull) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> {
              Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            whenFull);
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Ends all calls, streams of receipts too. */
  @Override
  public void close() {
    here.shutdownNow();
    network.shutdownNow();
    scans.shutdown();
    reads.shutdown();
  }
}
