package dev.kiseki.event.topic;

import dev.kiseki.event.id.RunId;
import java.util.zip.CRC32;

/**
 * Which partition a run belongs to. Fixed for the life of a generation of run events: state and log
 * depend on it.
 */
public final class RunPartition {
  private RunPartition() {}

  /** CRC-32 of the id's UTF-8 bytes, modulo the number of partitions. */
  public static int of(RunId run, int partitions) {
    return of(run.bytes(), partitions);
  }

  /**
   * The same of a record's key. With {@code m} times as many partitions a run of partition {@code
   * p} is in one of {@code p}, {@code p + partitions}, {@code p + 2 * partitions}, ...: each has
   * runs of one old partition only.
   */
  public static int of(byte[] key, int partitions) {
    CRC32 crc = new CRC32();
    crc.update(key);
    return (int) (crc.getValue() % partitions);
  }
}
