package dev.kiseki.processor.judge;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.store.document.RunDocument;
import java.util.List;

/** What a record does. */
public sealed interface Judgement {
  <R> R match(Cases<R> cases);

  /** One method for each kind. */
  interface Cases<R> {
    R known(Known known);

    R unreadable(Unreadable unreadable);

    R refused(Refused refused);

    R run(Run run);

    R purged(Purged purged);

    R stage(Stage stage);
  }

  /**
   * The state holds already what the record did.
   *
   * @param refused it was refused
   */
  record Known(boolean refused) implements Judgement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.known(this);
    }
  }

  /** Its bytes are no event; it changes nothing. */
  record Unreadable(String why) implements Judgement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unreadable(this);
    }
  }

  /** It changes nothing but that it was refused. */
  record Refused(RunEvent event, Verdict.Rejected verdict) implements Judgement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.refused(this);
    }
  }

  /**
   * It was applied to a run.
   *
   * @param after the run afterwards
   * @param accepted points of the record that now belong to the run
   * @param history points to be kept outside the document
   * @param uses data sets that it did not use before
   */
  record Run(
      RunDocument after, MetricColumns accepted, MetricColumns history, List<DatasetInput> uses)
      implements Judgement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.run(this);
    }
  }

  /**
   * It removed a run or a logged model for good.
   *
   * @param before as it was
   */
  record Purged(RunDocument before) implements Judgement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.purged(this);
    }
  }

  /**
   * A marker about an experiment.
   *
   * @param after the very stages before when it says nothing new
   */
  record Stage(ExperimentId experiment, ExperimentStages after) implements Judgement {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.stage(this);
    }
  }
}
