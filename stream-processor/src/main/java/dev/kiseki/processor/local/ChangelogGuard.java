package dev.kiseki.processor.local;

import java.time.Duration;
import java.util.List;

/**
 * Against a process that was thought dead and writes to the changelog of a partition that has
 * another owner by now.
 *
 * @param reader how an owner learns what was written by others
 * @param touchEvery how often an owner writes at least, so that it learns of them; zero = only when
 *     it has something to write
 */
public record ChangelogGuard(Reader reader, Duration touchEvery) {
  /** For a partition that only one process ever owns. */
  public static final ChangelogGuard NONE =
      new ChangelogGuard((partition, from, to) -> List.of(), Duration.ZERO);

  /** Reads a changelog. */
  @FunctionalInterface
  public interface Reader {
    /**
     * The keys of the records at these offsets, both included, as far as compaction left them.
     *
     * @throws RuntimeException when they can't be read now
     */
    List<byte[]> keys(int partition, long from, long to);
  }
}
