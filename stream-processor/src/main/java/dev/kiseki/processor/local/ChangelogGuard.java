package dev.kiseki.processor.local;

import java.util.List;

/**
 * Against two processes that both think they own a partition, of which one was thought dead.
 *
 * @param reader how an owner learns what others wrote into its changelog
 * @param shared whether others may own the partition: then the changelog's end is asked for before
 *     each commit, else what others wrote is noticed after one
 * @param standstill whether this process was away for so long that others may own it by now
 */
public record ChangelogGuard(Reader reader, boolean shared, Standstill standstill) {
  /** Reads a changelog; throws what it likes when it can't be read now. */
  public interface Reader {
    /** Offset after the last record. */
    long end(int partition);

    /** The keys of the records at these offsets, both included, as far as compaction left them. */
    List<byte[]> keys(int partition, long from, long to);
  }
}
