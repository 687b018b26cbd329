package dev.kiseki.standalone.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How many records the stream-processor has not folded yet. */
final class GroupLag {
  /** Default of {@code kiseki.processor.application-id}; a test compares it with the page. */
  static final String DEFAULT_GROUP = "kiseki-stream-processor";

  /** What some seconds of load leave open. */
  private static final long MUCH = 100_000;

  private final Admin admin;
  private final String group;

  GroupLag(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  Outcome look(Set<String> topics) throws ExecutionException, InterruptedException {
    ConsumerGroupDescription found;
    try {
      found = admin.describeConsumerGroups(Set.of(group)).describedGroups().get(group).get();
    } catch (ExecutionException e) {
      if (Failures.find(e, GroupIdNotFoundException.class) != null) {
        return new Outcome.Ok("no group %s yet, made at the first start".formatted(group));
      }
      throw e;
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        new HashMap<>(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
    committed.keySet().removeIf(partition -> !topics.contains(partition.topic()));
    committed.values().removeIf(offset -> offset == null);
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    committed.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
    long behind = 0;
    for (var end : admin.listOffsets(ends).all().get().entrySet()) {
      behind += Math.max(0, end.getValue().offset() - committed.get(end.getKey()).offset());
    }
    return judge(group, found.members().size(), behind);
  }

  static Outcome judge(String group, int members, long behind) {
    String seen =
        "group %s: %d member%s, %d records behind"
            .formatted(group, members, members == 1 ? "" : "s", behind);
    if (members == 0) {
      return new Outcome.Ok(seen + "; no stream-processor runs");
    }
    return behind > MUCH
        ? new Outcome.Warning(
            seen,
            "Look again in a minute. If it is not less then, look into the log of the stream-processor.")
        : new Outcome.Ok(seen);
  }
}
