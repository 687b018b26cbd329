package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.ObjectRemoval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keys of a bucket seen as files and directories. A directory is there as long as something is
 * below it.
 */
final class ArtifactTree {
  /**
   * @param name the last name of its path
   * @param size bytes; 0 for a directory
   */
  record Entry(String name, boolean isDirectory, long size) {}

  // Python sorts by code point, String.compareTo by UTF-16 unit.
  private static final Comparator<Entry> BY_NAME =
      Comparator.comparing(Entry::name, (a, b) -> Arrays.compare(codePoints(a), codePoints(b)));

  private final ObjectStore store;

  ArtifactTree(ObjectStore store) {
    this.store = store;
  }

  /**
   * What is directly below, sorted by name; nothing for a file and for what does not exist. One S3
   * request per 1000 entries. MLflow's protocol has no pages here, so all of it is held.
   */
  CompletableFuture<List<Entry>> list(ArtifactPath directory) {
    List<Entry> entries = new ArrayList<>();
    return addPages(directory.prefix(), Optional.empty(), entries)
        .thenApply(
            done -> {
              entries.sort(BY_NAME);
              return entries;
            });
  }

  /** Whether anything is below. */
  CompletableFuture<Boolean> isDirectory(ArtifactPath path) {
    return store.below(path.prefix(), 1).thenApply(page -> !page.found().isEmpty());
  }

  /** Fails with what the caller should know: what is not there may be a directory, by mistake. */
  <T> CompletableFuture<T> explainMissing(ArtifactPath path, Throwable failure) {
    if (!S3Faults.isMissing(failure)) {
      return CompletableFuture.failedFuture(failure);
    }
    return isDirectory(path)
        .thenApply(
            directory -> {
              throw directory
                  ? directoryAsked(path)
                  : TrackingException.notFound("No such artifact: '" + path.text() + "'");
            });
  }

  static TrackingException directoryAsked(ArtifactPath path) {
    return TrackingException.invalid(
        "Artifact path refers to a directory, not a file: '" + path.text() + "'");
  }

  /** Deletes the file, or everything below; what is not there is no error. */
  CompletableFuture<Void> delete(ArtifactPath path) {
    ObjectRemoval removal = store.removal();
    return removal.keys(List.of(path.text())).thenCompose(done -> removal.below(path.prefix()));
  }

  private CompletableFuture<Void> addPages(
      String prefix, Optional<String> continuation, List<Entry> entries) {
    return store
        .page(prefix, continuation)
        .thenCompose(
            page -> {
              page.found().forEach(found -> add(prefix, found, entries));
              return page.continuation().isPresent()
                  ? addPages(prefix, page.continuation(), entries)
                  : CompletableFuture.completedFuture(null);
            });
  }

  private static void add(String prefix, ObjectStore.Found found, List<Entry> entries) {
    String name = found.key().substring(prefix.length());
    if (name.endsWith("/")) {
      entries.add(new Entry(name.substring(0, name.length() - 1), true, 0));
    } else if (!name.isEmpty()) { // some tools mark a directory by an empty object
      entries.add(new Entry(name, false, found.size()));
    }
  }

  private static int[] codePoints(String text) {
    return text.codePoints().toArray();
  }
}
