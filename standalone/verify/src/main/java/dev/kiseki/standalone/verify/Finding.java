package dev.kiseki.standalone.verify;

import dev.kiseki.store.ledger.LedgerEntry;
import java.util.Optional;

/**
 * A recorded object that is not as it should be.
 *
 * @param found what S3 has in its place
 */
record Finding(Trouble trouble, String key, LedgerEntry recorded, Optional<StoredObject> found) {}
