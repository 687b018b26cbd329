package dev.kiseki.processor.local;

/** Where changes of a store are logged, so that it can be built again elsewhere. */
@FunctionalInterface
interface Changelog {
  /**
   * @param value null = the key is gone
   */
  void log(byte[] key, byte[] value);
}
