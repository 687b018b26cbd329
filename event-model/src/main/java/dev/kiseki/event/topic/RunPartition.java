package dev.kiseki.event.topic;

import dev.kiseki.event.id.RunId;
import java.util.zip.CRC32;

/**
 * Which partition a run belongs to. Fixed for the life of an installation: state and log depend on
 * it.
 */
public final class RunPartition {
  private RunPartition() {}

  /** CRC-32 of the id's UTF-8 bytes, modulo the number of partitions. */
  public static int of(RunId run, int partitions) {
    CRC32 crc = new CRC32();
    crc.update(run.bytes());
    return (int) (crc.getValue() % partitions);
  }
}
