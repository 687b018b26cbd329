package dev.kiseki.processor.search;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.StageEntry;
import dev.kiseki.store.scan.BruteForce;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;

/** What happened to a store, and a search that follows it, page by page. */
record SearchCase(List<Step> steps, RunQuery query, int page) {
  /** Something that happens to a store. */
  sealed interface Step {}

  /** A run changes, or is there for the first time. */
  record Put(RunDocument run) implements Step {}

  /** A run goes for good. */
  record Purge(RunId run) implements Step {}

  /** An experiment is deleted or restored. */
  record Mark(ExperimentId experiment, StageEntry entry) implements Step {}

  /** One half, or the other, of a commit. */
  enum Commit implements Step {
    FLUSHED,
    WRITTEN,
    /** Whole, and then the store is made anew from its changelog. */
    AND_RESTORED
  }

  /** A store in a folder of its own to which steps happen, and what must be in it afterwards. */
  static final class Played implements AutoCloseable {
    final List<Step> steps = new ArrayList<>();
    final Map<RunId, RunDocument> documents = new LinkedHashMap<>();
    private final Path directory;
    private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
    private StoreAccess access;
    private ExperimentStages stages = ExperimentStages.NONE;
    private int stores;

    Played() {
      try {
        directory = Files.createTempDirectory("kiseki-search");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      open();
    }

    private void open() {
      Path store = directory.resolve("store" + stores++);
      access = new StoreAccess(store, changelog, StoreAccess.WIDE, () -> 0);
      access.store().begin();
    }

    void play(Step step) {
      steps.add(step);
      if (step instanceof Put put) {
        for (Dataset dataset : RunFixtures.datasets(put.run())) {
          DatasetInput use = new DatasetInput(dataset, List.of());
          access.store().use(put.run().experiment(), use);
        }
        access.store().put(put.run());
        documents.put(put.run().id(), put.run());
        access.store().applied(access.store().applied() + 1);
      } else if (step instanceof Purge purge) {
        RunDocument there = documents.remove(purge.run());
        if (there != null) {
          access.store().purge(there, access.store().applied() + 1);
          access.store().applied(access.store().applied() + 1);
        }
      } else if (step instanceof Mark mark) {
        stages = access.store().stages().with(mark.experiment(), mark.entry());
        access.store().stages(stages, mark.experiment());
        access.store().applied(access.store().applied() + 1);
      } else {
        commit((Commit) step);
      }
    }

    private void commit(Commit step) {
      if (step != Commit.WRITTEN) {
        access.flush();
      }
      if (step != Commit.FLUSHED) {
        access.commit();
      }
      if (step == Commit.AND_RESTORED) {
        access.close();
        open();
      }
    }

    /** Whether the indexes hold what the documents say; only where all is written. */
    boolean clean() {
      return access.store().reader().checkIndexes().clean();
    }

    List<String> found(RunQuery query, int page) {
      List<String> ids = new ArrayList<>();
      RunQuery next = query;
      while (true) {
        TopRows top = new TopRows(next, page);
        PartitionSearch.run(access.store().reader(), top, new SearchWork(() -> false));
        List<RunDocument> rows = SearchRows.of(top);
        rows.forEach(row -> ids.add(row.id().text()));
        if (rows.size() < page) {
          return ids;
        }
        next = query.after(RunOrder.of(query.order()).keyOf(rows.get(rows.size() - 1)));
      }
    }

    List<String> expected(RunQuery query) {
      List<RunView> views = documents.values().stream().map(stages::view).toList();
      return BruteForce.ids(views, query);
    }

    @Override
    public void close() {
      access.close();
      try {
        Utils.delete(directory.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How it is answered otherwise than by brute force; plays all of it again. */
  Optional<String> difference() {
    try (Played played = new Played()) {
      steps.forEach(played::play);
      List<String> found = played.found(query, page);
      List<String> expected = played.expected(query);
      return found.equals(expected)
          ? Optional.empty()
          : Optional.of("found " + found + " and not " + expected);
    }
  }

  @Override
  public String toString() {
    StringJoiner lines = new StringJoiner("\n  ", "\n  ", "\n");
    for (Step step : steps) {
      lines.add(step instanceof Put put ? describe(put.run()) : step.toString());
    }
    return lines.add(query.toString()).add("pages of " + page).toString();
  }

  private static String describe(RunDocument run) {
    return String.format(
        "run %s of experiment %s, %s, named '%s' by '%s', %s from %s to %s in '%s',"
            + " metrics %s, params %s, tags %s, %s, model %s",
        run.id().text(),
        run.experiment(),
        run.ownStage(),
        run.name(),
        run.userId(),
        run.status(),
        run.startTimeMillis(),
        run.endTimeMillis(),
        run.artifactUri(),
        run.metrics(),
        run.params(),
        run.tags(),
        run.links(),
        run.model());
  }
}
