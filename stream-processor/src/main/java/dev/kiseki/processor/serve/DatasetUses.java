package dev.kiseki.processor.serve;

import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.shard.proto.DatasetsReply;
import dev.kiseki.store.shard.proto.DatasetsRequest;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which data sets the runs of some partitions used: a walk over as many small keys as are asked.
 */
final class DatasetUses {
  private DatasetUses() {}

  static DatasetsReply of(DatasetsRequest request, Map<Integer, ServedPartitions.Runs> partitions) {
    TreeSet<byte[]> uses = new TreeSet<>(Arrays::compareUnsigned);
    for (ServedPartitions.Runs runs : partitions.values()) {
      runs.read(
          found -> {
            for (long experiment : request.getExperimentIdsList()) {
              uses.addAll(found.datasetUses(new ExperimentId(experiment), request.getLimit()));
            }
          });
    }
    DatasetsReply.Builder reply = DatasetsReply.newBuilder();
    uses.stream()
        .limit(request.getLimit())
        .forEach(use -> reply.addUses(UnsafeByteOperations.unsafeWrap(use)));
    return reply.build();
  }
}
