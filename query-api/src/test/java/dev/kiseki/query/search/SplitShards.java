package dev.kiseki.query.search;

import dev.kiseki.query.gather.ScanRows;
import dev.kiseki.query.gather.ShardRows;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.scan.RunSelection;
import dev.kiseki.store.shard.PackedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs spread over shards at random; rows come in batches of random size, at once or later. */
final class SplitShards implements ShardScanner {
  private final List<List<RunView>> shards = new ArrayList<>();
  private final Random random;
  int scans;

  SplitShards(Random random, List<RunView> runs, int shards) {
    this.random = random;
    for (int i = 0; i < shards; i++) {
      this.shards.add(new ArrayList<>());
    }
    runs.forEach(run -> this.shards.get(random.nextInt(shards)).add(run));
  }

  @Override
  public List<ShardRows> scan(RunQuery query, int limit) {
    scans++;
    // Through bytes, as the query travels.
    RunQuery asked = RunQueryCodec.decode(RunQueryCodec.encode(query));
    List<ShardRows> answers = new ArrayList<>();
    for (List<RunView> shard : shards) {
      answers.add(new Rows(rows(shard, asked, limit), random.nextLong()));
    }
    return answers;
  }

  private static List<PackedRun> rows(List<RunView> shard, RunQuery query, int limit) {
    RunSelection selection = new RunSelection(query, limit);
    Map<String, RunView> byId = new HashMap<>();
    for (RunView run : shard) {
      selection.offer(run);
      byId.put(run.run().id().text(), run);
    }
    return selection.rows().stream().map(row -> PackedRun.of(byId.get(row.run().text()))).toList();
  }

  private static final class Rows implements ShardRows {
    private final List<PackedRun> rows;
    private final Random random;
    private int sent;

    Rows(List<PackedRun> rows, long seed) {
      this.rows = rows;
      this.random = new Random(seed);
    }

    @Override
    public CompletionStage<List<ScanRows>> streams() {
      return CompletableFuture.completedStage(List.of(this::next));
    }

    private CompletionStage<List<PackedRun>> next() {
      int to = Math.min(rows.size(), sent + 1 + random.nextInt(4));
      List<PackedRun> batch = rows.subList(sent, to);
      sent = to;
      return random.nextBoolean()
          ? CompletableFuture.completedStage(batch)
          : CompletableFuture.supplyAsync(() -> batch);
    }

    @Override
    public void cancel() {}
  }
}
