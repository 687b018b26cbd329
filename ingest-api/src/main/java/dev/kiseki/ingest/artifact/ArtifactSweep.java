package dev.kiseki.ingest.artifact;

import dev.kiseki.event.id.RunId;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.s3.ObjectRemoval;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Removes what nobody will ask for: multipart uploads that were never ended, and files below runs
 * that are gone for good. Looks only where this server puts runs by itself, {@code
 * experiment/run/..}. A run whose owner cannot be asked ends the sweep; nothing of it is removed.
 * Waits for each answer, on a thread that may.
 */
final class ArtifactSweep {
  private static final Pattern EXPERIMENT = Pattern.compile("[0-9]+");
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");
  private static final int RUNS_AT_ONCE = 64;
  private static final long LONGEST_CALL_MINUTES = 2;
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /**
   * @param before what was begun or written since then stays
   * @param after where an earlier sweep ended, a folder of a run
   */
  record Question(Instant before, boolean dryRun, Optional<String> after) {}

  /**
   * @param uploads that were aborted, or would be
   * @param files that were removed, or would be
   * @param runs whose files these were
   * @param next where to go on; empty when all was looked at
   */
  record Swept(int uploads, long files, List<String> runs, Optional<String> next) {}

  private final ObjectStore store;
  private final RunReader runs;
  private final Duration longest;

  ArtifactSweep(ObjectStore store, RunReader runs) {
    this(store, runs, LONGEST);
  }

  /**
   * @param longest after so long it ends with the folders that it has listed
   */
  ArtifactSweep(ObjectStore store, RunReader runs, Duration longest) {
    this.store = store;
    this.runs = runs;
    this.longest = longest;
  }

  /** Looks for some 10 s. */
  Swept sweep(Question question) throws IOException, InterruptedException, ExecutionException {
    int uploads = question.after().isEmpty() ? endUploads(question) : 0;
    long end = System.nanoTime() + longest.toNanos();
    List<String> swept = new ArrayList<>();
    long files = 0;
    String experimentsAfter =
        question.after().map(folder -> folder.substring(0, folder.indexOf('/') + 1)).orElse("");
    Optional<String> runsAfter = question.after().map(ArtifactSweep::behind);
    while (true) {
      ObjectStore.Page experiments = await(store.folders("", experimentsAfter));
      for (ObjectStore.Found experiment : experiments.found()) {
        boolean folder = experiment.key().endsWith("/");
        if (folder && EXPERIMENT.matcher(name(experiment.key())).matches()) {
          String from = runsAfter.filter(at -> at.startsWith(experiment.key())).orElse("");
          boolean more = true;
          while (more) {
            ObjectStore.Page folders = await(store.folders(experiment.key(), from));
            for (String run : gone(folders.found())) {
              long removed = removeFiles(run, question);
              files += removed;
              if (removed > 0) {
                swept.add(name(run));
              }
            }
            more = folders.continuation().isPresent();
            from = last(folders).map(ArtifactSweep::behind).orElse(from);
            Optional<String> reached = lastFolder(folders);
            if (System.nanoTime() > end && reached.isPresent()) {
              return new Swept(uploads, files, swept, reached);
            }
          }
        }
      }
      experimentsAfter = last(experiments).map(ArtifactSweep::behind).orElse(experimentsAfter);
      if (experiments.continuation().isEmpty()) {
        return new Swept(uploads, files, swept, Optional.empty());
      }
    }
  }

  private int endUploads(Question question)
      throws IOException, InterruptedException, ExecutionException {
    int ended = 0;
    for (ObjectStore.Begun upload : await(store.uploads())) {
      if (upload.at().isBefore(question.before())) {
        if (!question.dryRun()) {
          await(
              store
                  .abort(upload.key(), upload.id())
                  .exceptionallyCompose(
                      failure ->
                          S3Faults.isNoUpload(failure)
                              ? CompletableFuture.completedFuture(null)
                              : CompletableFuture.failedFuture(failure)));
        }
        ended++;
      }
    }
    return ended;
  }

  /** Folders of runs that nobody knows. */
  private List<String> gone(List<ObjectStore.Found> folders)
      throws IOException, InterruptedException, ExecutionException {
    List<String> asked =
        folders.stream()
            .map(ObjectStore.Found::key)
            .filter(key -> key.endsWith("/") && RUN.matcher(name(key)).matches())
            .toList();
    List<String> gone = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += RUNS_AT_ONCE) {
      List<String> now = asked.subList(from, Math.min(asked.size(), from + RUNS_AT_ONCE));
      List<CompletableFuture<Optional<RunView>>> answers =
          now.stream().map(key -> runs.run(new RunId(name(key))).toCompletableFuture()).toList();
      for (int i = 0; i < now.size(); i++) {
        if (await(answers.get(i)).isEmpty()) {
          gone.add(now.get(i));
        }
      }
    }
    return gone;
  }

  private long removeFiles(String folder, Question question)
      throws IOException, InterruptedException, ExecutionException {
    ObjectRemoval removal = store.removal();
    long removed = 0;
    String from = "";
    while (true) {
      ObjectStore.Page page = await(store.filesAfter(folder, from));
      List<String> old =
          page.found().stream()
              .filter(file -> file.changed().isBefore(question.before()))
              .map(ObjectStore.Found::key)
              .toList();
      if (!old.isEmpty() && !question.dryRun()) {
        await(removal.keys(old));
      }
      removed += old.size();
      if (page.continuation().isEmpty()) {
        return removed;
      }
      from = last(page).orElse(from);
    }
  }

  private static Optional<String> last(ObjectStore.Page page) {
    return page.found().stream().map(ObjectStore.Found::key).max(Comparator.naturalOrder());
  }

  private static Optional<String> lastFolder(ObjectStore.Page page) {
    return page.found().stream()
        .map(ObjectStore.Found::key)
        .filter(key -> key.endsWith("/"))
        .max(Comparator.naturalOrder());
  }

  /** Behind a file, or behind everything in a folder: the slash's neighbour in order. */
  private static String behind(String key) {
    return key.endsWith("/") ? key.substring(0, key.length() - 1) + (char) ('/' + 1) : key;
  }

  private static String name(String folder) {
    return folder.substring(folder.lastIndexOf('/', folder.length() - 2) + 1, folder.length() - 1);
  }

  private static <T> T await(CompletableFuture<T> answer)
      throws IOException, InterruptedException, ExecutionException {
    try {
      return answer.get(LONGEST_CALL_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IOException("no answer in time", e);
    }
  }
}
