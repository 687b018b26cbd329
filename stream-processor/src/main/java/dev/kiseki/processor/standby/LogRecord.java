package dev.kiseki.processor.standby;

/** One record of run-events. */
public final class LogRecord {
  final long offset;
  final byte[] value;

  /**
   * @param value its bytes, not to be changed; null = none
   */
  public LogRecord(long offset, byte[] value) {
    this.offset = offset;
    this.value = value;
  }

  public long offset() {
    return offset;
  }
}
