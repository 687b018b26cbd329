package dev.kiseki.store.shard;

import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.shard.proto.RunReply;

/** Run views to their RPC message and back. */
public final class RunReplies {
  private RunReplies() {}

  public static RunReply toProto(RunView view) {
    return RunReply.newBuilder()
        .setRun(RunDocumentCodec.toProto(view.run()))
        .setDeleted(view.stage() == LifecycleStage.DELETED)
        .build();
  }

  public static RunView fromProto(RunReply reply) {
    return new RunView(
        RunDocumentCodec.fromProto(reply.getRun()),
        reply.getDeleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE);
  }
}
