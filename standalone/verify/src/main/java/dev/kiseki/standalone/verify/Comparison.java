package dev.kiseki.standalone.verify;

import dev.kiseki.store.ledger.LedgerEntry;
import java.util.Optional;
import java.util.OptionalInt;

/** A record beside what S3 has: pure, knows no time but theirs. */
final class Comparison {
  /**
   * What the clocks of S3 and of who recorded may differ by, and how much later a record may be.
   */
  static final long SLACK_MILLIS = 5_000;

  private Comparison() {}

  /** By listing alone. */
  static Optional<Trouble> of(LedgerEntry entry, Optional<StoredObject> object) {
    if (object.isEmpty()) {
      return Optional.of(Trouble.MISSING);
    }
    StoredObject found = object.get();
    boolean same =
        entry.size() == found.size()
            && (!comparable(entry, found) || entry.etag().get().equals(found.etag()));
    if (same) {
      return Optional.empty();
    }
    return Optional.of(changedSince(entry, found) ? Trouble.CHANGED : Trouble.DAMAGED);
  }

  /**
   * By content, when the listing found nothing. With the ETag that was recorded S3 says that it is
   * the very object, whenever it was touched.
   */
  static Optional<Trouble> ofContent(LedgerEntry entry, StoredObject found, int crc32c) {
    if (entry.crc32c().isEmpty() || entry.crc32c().equals(OptionalInt.of(crc32c))) {
      return Optional.empty();
    }
    return Optional.of(
        !comparable(entry, found) && changedSince(entry, found)
            ? Trouble.CHANGED
            : Trouble.DAMAGED_CONTENT);
  }

  /**
   * The same for an object in parts.
   *
   * @param tag made of its bytes, of which the ETag was recorded that the listing has, too
   */
  static Optional<Trouble> ofParts(LedgerEntry entry, String tag) {
    return entry.etag().equals(Optional.of(tag))
        ? Optional.empty()
        : Optional.of(Trouble.DAMAGED_CONTENT);
  }

  private static boolean comparable(LedgerEntry entry, StoredObject found) {
    return entry.etag().isPresent() && !found.etag().isEmpty();
  }

  private static boolean changedSince(LedgerEntry entry, StoredObject found) {
    return found.changed().toEpochMilli() > entry.recordedAt() + SLACK_MILLIS;
  }
}
