package dev.kiseki.query.gather;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The rows of one owner's partitions, from him or from whoever answers in his place. */
public interface ShardRows {
  /**
   * Streams that together cover the partitions exactly once; completes when it is sure who gives
   * them.
   */
  CompletionStage<List<ScanRows>> streams();

  /**
   * No more rows are wanted, of none of the streams. May come at any time, also more than once and
   * after the end.
   */
  void cancel();
}
