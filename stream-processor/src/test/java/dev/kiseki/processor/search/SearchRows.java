package dev.kiseki.processor.search;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.shard.RunReplies;
import dev.kiseki.store.shard.proto.RunReply;
import java.util.List;

/** Rows of an answer, read back from the bytes in which they are sent. */
final class SearchRows {
  private SearchRows() {}

  /** Empties it. */
  static List<RunDocument> of(TopRows top) {
    return top.take().stream().map(SearchRows::parse).toList();
  }

  /** The ids alone; empties it. */
  static List<String> ids(TopRows top) {
    return of(top).stream().map(run -> run.id().text()).toList();
  }

  private static RunDocument parse(byte[] row) {
    try {
      return RunReplies.fromProto(RunReply.parseFrom(row)).run();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
