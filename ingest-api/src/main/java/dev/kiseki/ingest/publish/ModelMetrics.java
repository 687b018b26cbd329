package dev.kiseki.ingest.publish;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.run.RunEvent;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes what a run logs and the share of it that belongs to logged models. The models are looked
 * up before anything is written (MLflow 3.17.2 finds an unknown one when the run of a log-batch has
 * the points already); then the run's event is written and judged, then those of the models. When a
 * client repeats all of it, each is a repeat that changes nothing.
 */
@Singleton
public final class ModelMetrics {
  private static final int MOST_KNOWN = 10_000;

  private final RunWriter writer;
  private final ModelReader models;

  /** Models that there were; one that was removed for good is forgotten when it is refused. */
  private final Map<RunId, Boolean> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<RunId, Boolean> eldest) {
              return size() > MOST_KNOWN;
            }
          });

  ModelMetrics(RunWriter writer, ModelReader models) {
    this.writer = writer;
    this.models = models;
  }

  /**
   * @param run what the run logs
   * @param shares what of it belongs to models, one event a model
   * @return as {@link RunWriter#write}; fails with BAD_REQUEST and nothing written when there is no
   *     such model
   */
  public CompletionStage<Visibility> write(RunEvent run, List<RunEvent> shares) {
    if (shares.isEmpty()) {
      return writer.write(run);
    }
    return allKnown(shares)
        .thenCompose(yes -> writer.write(run))
        .thenCompose(visibility -> writeShares(shares, visibility));
  }

  private CompletionStage<Visibility> writeShares(List<RunEvent> shares, Visibility ofRun) {
    List<CompletableFuture<Visibility>> writes = new ArrayList<>();
    for (RunEvent share : shares) {
      writes.add(
          writer
              .write(share)
              .whenComplete(
                  (visible, failure) -> {
                    if (failure != null) {
                      known.remove(share.run());
                    }
                  })
              .toCompletableFuture());
    }
    return all(writes)
        .thenApply(
            done ->
                writes.stream().anyMatch(write -> write.join() == Visibility.PENDING)
                    ? Visibility.PENDING
                    : ofRun);
  }

  private CompletionStage<Void> allKnown(List<RunEvent> shares) {
    List<CompletableFuture<Void>> looks = new ArrayList<>();
    for (RunEvent share : shares) {
      RunId model = share.run();
      if (!known.containsKey(model)) {
        looks.add(look(model).toCompletableFuture());
      }
    }
    return all(looks);
  }

  private CompletionStage<Void> look(RunId model) {
    CompletionStage<Void> looked;
    try {
      looked =
          models
              .model(model)
              .thenAccept(
                  found -> {
                    if (found.isEmpty()) {
                      // MLflow's code for it here, where its database refuses the foreign key.
                      throw new TrackingException(
                          ErrorCode.BAD_REQUEST, Identifiers.unknownModel(model).getMessage());
                    }
                    known.put(model, true);
                  });
    } catch (TrackingException away) {
      looked = CompletableFuture.failedStage(away);
    }
    return looked;
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> several) {
    return CompletableFuture.allOf(several.toArray(CompletableFuture<?>[]::new));
  }
}
