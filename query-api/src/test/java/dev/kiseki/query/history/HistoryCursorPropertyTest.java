package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Pages over chunks that overlap, repeat, and are merged while they are read, and over points that
 * wait and come some at a time.
 */
class HistoryCursorPropertyTest {
  private static final String RUN = "r";
  private static final RunId ID = new RunId(RUN);

  @Property(tries = 300)
  void pagesGiveEachPointOnceInOrderHoweverItIsCutAndMerged(@ForAll long seed) {
    Random random = new Random(seed);
    ChunksInMemory curves = new ChunksInMemory();
    List<Points> all = new ArrayList<>();
    int chunks = random.nextInt(8);
    for (int i = 0; i < chunks; i++) {
      Points points = points(random, i, 1 + random.nextInt(30));
      curves.keep(RUN, points);
      all.add(points);
    }
    Points held = points(random, chunks, random.nextInt(30));
    curves.window = random.nextBoolean() ? 1 + random.nextInt(8) : Integer.MAX_VALUE;
    curves.hold(RUN).addAll(held);
    all.add(held);
    if (random.nextBoolean()) {
      curves.beforeRead = () -> mergeSome(curves, random);
    }
    HistorySources sources = curves.sources();
    MetricHistory history = new MetricHistory(sources);

    Points.Builder read = new Points.Builder();
    Optional<String> token = Optional.empty();
    do {
      OptionalInt max =
          random.nextInt(5) == 0 ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(40));
      HistoryStream page = history.page(ID, "loss", max, token).toCompletableFuture().join();
      int before = read.size();
      Points piece = page.next().toCompletableFuture().join();
      while (piece.size() > 0) {
        read.addAll(piece);
        piece = page.next().toCompletableFuture().join();
      }
      token = page.nextPageToken();
      page.close();
      if (token.isPresent()) {
        assertThat(read.size() - before).as("a page is full").isEqualTo(max.orElseThrow());
      }
    } while (token.isPresent());

    assertThat(read.build()).isEqualTo(OrderedHistory.of(Points.joined(all), PointOrder.BY_TIME));
    assertThat(sources.memory().used()).isZero();
  }

  /** As merging does it: the first of two takes the points of both, then the second goes. */
  private static void mergeSome(ChunksInMemory curves, Random random) {
    Map.Entry<ChunkName, StoredChunk> first = curves.chunks(RUN).firstEntry();
    if (first == null || random.nextInt(3) > 0) {
      return;
    }
    Map.Entry<ChunkName, StoredChunk> second = curves.chunks(RUN).higherEntry(first.getKey());
    if (second == null) {
      return;
    }
    Points both = Points.joined(List.of(first.getValue().points(), second.getValue().points()));
    curves.put(RUN, first.getKey(), second.getValue().lastOffset(), both);
    curves.chunks(RUN).remove(second.getKey());
  }

  private static Points points(Random random, int chunk, int size) {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < size; i++) {
      long time = random.nextInt(4) == 0 ? random.nextInt(100) : chunk * 10L + random.nextInt(15);
      points.add(random.nextInt(4), time, random.nextInt(3));
    }
    return points.build();
  }
}
