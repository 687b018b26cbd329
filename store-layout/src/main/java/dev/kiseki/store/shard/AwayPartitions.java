package dev.kiseki.store.shard;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which of the partitions that a call named can't be asked there, beside the status UNAVAILABLE. A
 * process that is away says nothing, and then it is all of them.
 */
public final class AwayPartitions {
  private static final Metadata.Key<String> KEY =
      Metadata.Key.of("kiseki-away-partitions", Metadata.ASCII_STRING_MARSHALLER);

  private AwayPartitions() {}

  public static StatusRuntimeException unavailable(Collection<Integer> partitions, String why) {
    Metadata trailers = new Metadata();
    trailers.put(KEY, partitions.stream().map(String::valueOf).collect(Collectors.joining(",")));
    return Status.UNAVAILABLE.withDescription(why).asRuntimeException(trailers);
  }

  /** What a failed call says; empty when it says nothing or nothing that can be read. */
  public static Set<Integer> in(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    String said = trailers == null ? null : trailers.get(KEY);
    Set<Integer> partitions = new TreeSet<>();
    if (said != null) {
      try {
        for (String number : said.split(",", -1)) {
          partitions.add(Integer.parseInt(number));
        }
      } catch (NumberFormatException unreadable) {
        return Set.of();
      }
    }
    return partitions;
  }
}
