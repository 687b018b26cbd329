package dev.kiseki.ingest.artifact;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.ArtifactPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a file may be put somewhere: no directory is there, and nothing above is a file. S3
 * itself would take both, and no file system could then hold a download of the directory.
 *
 * <p>What was seen of a directory is remembered for half a minute, with what was put below it here,
 * so that a thousand files of one directory cost one look and not a thousand. That a place is taken
 * is never answered from memory. A directory that another process makes within that time may be
 * overlooked; then both are there, as when both are put at the same moment.
 */
final class FreePlaces {
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final int MOST_DIRECTORIES = 10_000;

  /**
   * A directory that nothing above forbids.
   *
   * @param children the directories in it
   * @param whole whether these are all that there were
   */
  private record Seen(Set<String> children, CompletableFuture<Boolean> whole) {
    static Seen looking() {
      return new Seen(ConcurrentHashMap.newKeySet(), new CompletableFuture<>());
    }

    boolean isDirectory() {
      return whole.isDone() && !whole.isCompletedExceptionally();
    }
  }

  private final ObjectStore store;
  private final Cache<String, Seen> seen;

  FreePlaces(ObjectStore store) {
    this(store, Ticker.systemTicker());
  }

  FreePlaces(ObjectStore store, Ticker clock) {
    this.store = store;
    this.seen =
        Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(MOST_DIRECTORIES)
            .ticker(clock)
            .build();
  }

  /**
   * Completes when a file may be put here. At first one S3 request for its directory and one for
   * each unknown name above, all at the same time; then none.
   *
   * @throws TrackingException in the future: INVALID_PARAMETER_VALUE
   */
  CompletableFuture<Void> require(ArtifactPath path) {
    String text = path.text();
    String directory = text.substring(0, text.lastIndexOf('/') + 1);
    Seen known = seen.getIfPresent(directory);
    if (known == null) {
      known = look(path, directory);
    }
    Seen here = known;
    return here.whole()
        .thenCompose(
            whole ->
                whole && !here.children().contains(path.name())
                    ? CompletableFuture.completedFuture(null)
                    : requireNoDirectory(path));
  }

  /** A file was put here, so all above it are directories. */
  void taken(ArtifactPath path) {
    String below = path.text();
    for (int slash = below.lastIndexOf('/'); slash >= 0; slash = below.lastIndexOf('/')) {
      below = below.substring(0, slash);
      int above = below.lastIndexOf('/') + 1;
      Seen directory = seen.getIfPresent(below.substring(0, above));
      if (directory != null) {
        var unused = directory.children().add(below.substring(above));
      }
    }
  }

  /** Something was removed, or not put where it was to be. */
  void forget() {
    seen.invalidateAll();
  }

  private Seen look(ArtifactPath path, String directory) {
    Seen mine = Seen.looking();
    Seen earlier = seen.asMap().putIfAbsent(directory, mine);
    if (earlier != null) {
      return earlier;
    }
    List<CompletableFuture<Void>> files = new ArrayList<>();
    List<String> parents = path.parents();
    for (int i = parents.size() - 1; i >= 0; i--) {
      Seen known = seen.getIfPresent(parents.get(i) + "/");
      if (known != null && known.isDirectory()) {
        break; // and so are all above
      }
      files.add(requireNoFile(parents.get(i)));
    }
    var unused =
        all(files)
            .thenCombine(children(directory, mine), (free, whole) -> whole)
            .whenComplete(
                (whole, failure) -> {
                  if (failure == null) {
                    mine.whole().complete(whole);
                  } else {
                    seen.asMap().remove(directory, mine);
                    mine.whole().completeExceptionally(failure);
                  }
                });
    return mine;
  }

  /** The first thousand entries; a place that they do not tell of is asked for by itself. */
  private CompletableFuture<Boolean> children(String directory, Seen into) {
    return store
        .page(directory, Optional.empty())
        .thenApply(
            page -> {
              for (ObjectStore.Found found : page.found()) {
                if (found.key().endsWith("/") && found.key().length() > directory.length()) {
                  into.children()
                      .add(found.key().substring(directory.length(), found.key().length() - 1));
                }
              }
              return page.continuation().isEmpty();
            });
  }

  private CompletableFuture<Void> requireNoDirectory(ArtifactPath path) {
    return store
        .below(path.prefix(), 1)
        .thenAccept(
            page ->
                refuse(
                    !page.found().isEmpty(), "The artifact path is a directory: " + path.text()));
  }

  private CompletableFuture<Void> requireNoFile(String parent) {
    return store
        .head(parent)
        .handle(
            (found, failure) -> {
              if (failure != null && !S3Faults.isMissing(failure)) {
                throw new CompletionException(failure);
              }
              refuse(failure == null, "The artifact path is below a file: " + parent);
              return null;
            });
  }

  /** Fails with a refusal rather than with S3's failure: some answer 500 for keys below a file. */
  private static CompletableFuture<Void> all(List<CompletableFuture<Void>> checks) {
    return CompletableFuture.allOf(checks.toArray(CompletableFuture[]::new))
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    checks.stream()
                        .map(check -> check.handle((free, why) -> why).join())
                        .filter(why -> why != null && why.getCause() instanceof TrackingException)
                        .findFirst()
                        .orElse(failure)));
  }

  private static void refuse(boolean taken, String message) {
    if (taken) {
      throw TrackingException.invalid(message);
    }
  }
}
