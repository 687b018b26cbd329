package dev.kiseki.processor.stage;

import dev.kiseki.event.id.ExperimentId;
import java.util.List;

/** The catalog, as far as stages of experiments go. */
public interface StageSource {
  /**
   * One change of stage.
   *
   * @param catalogOffset offset of the accepted change on catalog-events
   */
  record StageChange(ExperimentId experiment, boolean deleted, long catalogOffset) {}

  /**
   * For each experiment whose stage changed after an offset its last change, by rising offset; -1
   * for all. Reads memory only.
   */
  List<StageChange> changesAfter(long catalogOffset);

  /** Calls the listener after each change, on any thread; it returns at once. */
  void onChange(Runnable listener);
}
