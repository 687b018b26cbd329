package dev.kiseki.store.key;

import java.util.Optional;

/**
 * Column families of one partition's store. The number stands before every key in the changelog;
 * never reuse one. Since layout 1.
 */
public enum StoreFamily {
  /** {@link RunKey} → StoredRun. */
  RUNS(1, "runs"),
  /** {@link MetaKey} → how far the partition is, and its experiments' stages. */
  META(2, "meta"),
  /** {@link PendingKey} → MetricColumns of kiseki-events.proto. */
  PENDING(3, "pending"),
  /** {@link RunKey} → {@link OutboxEntry}. */
  OUTBOX(4, "outbox"),
  /** {@link RejectionKey} → StoredRejection by offset; nothing by run. */
  REJECTIONS(5, "rejections"),
  /**
   * {@link dev.kiseki.store.index.IndexEntry} → nothing. Made from RUNS; never in the changelog.
   */
  INDEX(6, "index"),
  /**
   * {@link RunKey} → StoredPurge: runs that are gone for good, until what they left elsewhere is
   * gone too.
   */
  PURGED(7, "purged"),
  /** {@link RunKey} → {@link HistoryPieces}. */
  PIECES(8, "pieces"),
  /** {@link CurveKey} → buckets of a long curve, as far as it left PENDING. */
  CURVES(9, "curves"),
  /**
   * {@link DatasetKey} → Dataset of kiseki-events.proto for what a data set is, nothing for what it
   * was used for. Never changed and never removed.
   */
  DATASETS(10, "datasets");

  private final byte number;
  private final String label;

  StoreFamily(int number, String label) {
    this.number = (byte) number;
    this.label = label;
  }

  public byte number() {
    return number;
  }

  /** Name of the column family. */
  public String label() {
    return label;
  }

  public static Optional<StoreFamily> ofNumber(byte number) {
    for (StoreFamily family : values()) {
      if (family.number == number) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}
