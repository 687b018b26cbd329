package dev.kiseki.standalone.verify;

import java.util.function.BiConsumer;

/** The ledger's records, in their order. */
interface LedgerSource {
  /**
   * Hands on what stands behind what was handed on before, up to the end as it is now: key, and
   * value or null.
   */
  void read(BiConsumer<byte[], byte[]> sink);
}
