package dev.kiseki.ingest.artifact;

import dev.kiseki.event.id.RunId;
import dev.kiseki.ingest.publish.ModelReader;
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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Removes what nobody will ask for: multipart uploads that were never ended, and files below runs
 * and logged models that are gone for good. Looks only where this server puts them by itself,
 * {@code experiment/run/..} and {@code experiment/models/model/..}. One whose owner cannot be asked
 * ends the sweep; nothing of it is removed. Waits for each answer, on a thread that may.
 */
final class ArtifactSweep {
  private static final Pattern EXPERIMENT = Pattern.compile("[0-9]+");
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{32}");
  private static final String MODELS = "models/";
  private static final Pattern MODEL = Pattern.compile("m-[0-9a-f]{32}");
  private static final int ASKED_AT_ONCE = 64;
  private static final long LONGEST_CALL_MINUTES = 2;
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /**
   * @param before what was begun or written since then stays
   * @param after where an earlier sweep ended, a folder of a run or of a model
   */
  record Question(Instant before, boolean dryRun, Optional<String> after) {}

  /**
   * @param uploads that were aborted, or would be
   * @param files that were removed, or would be
   * @param runs whose files these were
   * @param models whose files these were
   * @param next where to go on; empty when all was looked at
   */
  record Swept(
      int uploads, long files, List<String> runs, List<String> models, Optional<String> next) {}

  private final ObjectStore store;
  private final RunReader runs;
  private final ModelReader models;
  private final Duration longest;

  ArtifactSweep(ObjectStore store, RunReader runs, ModelReader models) {
    this(store, runs, models, LONGEST);
  }

  /**
   * @param longest after so long it ends with the folders that it has listed
   */
  ArtifactSweep(ObjectStore store, RunReader runs, ModelReader models, Duration longest) {
    this.store = store;
    this.runs = runs;
    this.models = models;
    this.longest = longest;
  }

  /** Looks for some 10 s. */
  Swept sweep(Question question) throws IOException, InterruptedException, ExecutionException {
    int uploads = question.after().isEmpty() ? endUploads(question) : 0;
    return new Walk(question, uploads, System.nanoTime() + longest.toNanos()).all();
  }

  /** One call's way through the folders, in the order of their keys; models behind runs. */
  private final class Walk {
    private final Question question;
    private final int uploads;
    private final long end;
    private final List<String> runsSwept = new ArrayList<>();
    private final List<String> modelsSwept = new ArrayList<>();
    private long files;

    private Walk(Question question, int uploads, long end) {
      this.question = question;
      this.uploads = uploads;
      this.end = end;
    }

    private Swept all() throws IOException, InterruptedException, ExecutionException {
      String after = "";
      if (question.after().isPresent()) {
        // By name: a listing that starts after a folder's own key leaves out what is in it.
        String folder = question.after().get();
        String begun = folder.substring(0, folder.indexOf('/') + 1);
        Optional<String> reached = experiment(begun);
        if (reached.isPresent()) {
          return swept(reached);
        }
        after = behind(begun);
      }
      while (true) {
        ObjectStore.Page experiments = await(store.folders("", after));
        for (ObjectStore.Found experiment : experiments.found()) {
          boolean folder = experiment.key().endsWith("/");
          if (folder && EXPERIMENT.matcher(name(experiment.key())).matches()) {
            Optional<String> reached = experiment(experiment.key());
            if (reached.isPresent()) {
              return swept(reached);
            }
          }
        }
        after = last(experiments).map(ArtifactSweep::behind).orElse(after);
        if (experiments.continuation().isEmpty()) {
          return swept(Optional.empty());
        }
      }
    }

    /** Where to go on, when there is no time left. */
    private Optional<String> experiment(String key)
        throws IOException, InterruptedException, ExecutionException {
      String below = key + MODELS;
      Optional<String> from = question.after().filter(folder -> folder.startsWith(key));
      Optional<String> fromModel =
          from.filter(folder -> folder.startsWith(below) && !folder.equals(below));
      if (fromModel.isEmpty()) {
        Optional<String> reached = owners(key, from, RUN, runs::run, runsSwept);
        if (reached.isPresent()) {
          return reached;
        }
      }
      return owners(below, fromModel, MODEL, models::model, modelsSwept);
    }

    /** Goes through the folders of runs, or of models, below one. */
    private Optional<String> owners(
        String below, Optional<String> after, Pattern form, Owner owner, List<String> swept)
        throws IOException, InterruptedException, ExecutionException {
      String from = after.map(ArtifactSweep::behind).orElse("");
      while (true) {
        ObjectStore.Page folders = await(store.folders(below, from));
        for (String gone : gone(folders.found(), form, owner)) {
          long removed = removeFiles(gone, question);
          files += removed;
          if (removed > 0) {
            swept.add(name(gone));
          }
        }
        from = last(folders).map(ArtifactSweep::behind).orElse(from);
        Optional<String> reached = lastFolder(folders);
        if (System.nanoTime() > end && reached.isPresent()) {
          return reached;
        }
        if (folders.continuation().isEmpty()) {
          return Optional.empty();
        }
      }
    }

    private Swept swept(Optional<String> next) {
      return new Swept(uploads, files, runsSwept, modelsSwept, next);
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

  /** Whoever knows whether there is a run, or a model. */
  private interface Owner {
    CompletionStage<Optional<RunView>> of(RunId id);
  }

  /** Folders of runs, or of models, that nobody knows. */
  private static List<String> gone(List<ObjectStore.Found> folders, Pattern form, Owner owner)
      throws IOException, InterruptedException, ExecutionException {
    List<String> asked =
        folders.stream()
            .map(ObjectStore.Found::key)
            .filter(key -> key.endsWith("/") && form.matcher(name(key)).matches())
            .toList();
    List<String> gone = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += ASKED_AT_ONCE) {
      List<String> now = asked.subList(from, Math.min(asked.size(), from + ASKED_AT_ONCE));
      List<CompletableFuture<Optional<RunView>>> answers =
          now.stream().map(key -> owner.of(new RunId(name(key))).toCompletableFuture()).toList();
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
