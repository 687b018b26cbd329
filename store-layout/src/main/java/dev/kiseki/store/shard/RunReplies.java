package dev.kiseki.store.shard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.wire.DatasetCodec;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.shard.proto.RunReply;
import java.util.List;

/** Run views to their RPC message and back. */
public final class RunReplies {
  private RunReplies() {}

  public static RunReply toProto(RunView view) {
    RunReply.Builder reply =
        RunReply.newBuilder()
            .setRun(RunDocumentCodec.toProto(view.run()))
            .setDeleted(view.stage() == LifecycleStage.DELETED);
    for (Dataset dataset : view.datasets()) {
      reply.addDatasets(UnsafeByteOperations.unsafeWrap(DatasetCodec.encode(dataset)));
    }
    return reply.build();
  }

  public static RunView fromProto(RunReply reply) {
    return new RunView(
        RunDocumentCodec.fromProto(reply.getRun()),
        reply.getDeleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
        datasets(reply.getDatasetsList()));
  }

  static List<Dataset> datasets(List<ByteString> encoded) {
    return encoded.stream().map(bytes -> DatasetCodec.decode(bytes.toByteArray())).toList();
  }
}
