package dev.kiseki.standalone.verify;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The bucket. */
interface Storage {
  /** All objects whose keys begin so, in any order, up to 1000 at a time. */
  void list(String prefix, Consumer<List<StoredObject>> pages);

  CompletableFuture<Optional<StoredObject>> look(String key);

  /**
   * Reads an object.
   *
   * @return empty when it is not this very object any more
   * @throws IOException when S3 does not give all of it
   */
  OptionalInt crc32c(StoredObject object) throws IOException;

  /**
   * Reads an object that was uploaded in parts, part by part.
   *
   * @return the ETag that its bytes make, as {@link PartsMd5} has it; empty when it is not this
   *     very object any more, or S3 does not tell parts, or makes ETags of something else
   * @throws IOException when S3 does not give all of it
   */
  Optional<String> partsTag(StoredObject object) throws IOException;
}
