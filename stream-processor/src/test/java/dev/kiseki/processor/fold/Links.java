package dev.kiseki.processor.fold;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.LongText;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What runs read and make, short to write. */
public final class Links {
  private Links() {}

  public static Dataset dataset(String name, String digest, String source) {
    return new Dataset(name, digest, "local", source, Optional.empty(), Optional.empty());
  }

  public static DatasetInput use(String name, String digest, String source, KeyValue... tags) {
    return new DatasetInput(dataset(name, digest, source), List.of(tags));
  }

  public static KeyValue context(String text) {
    return new KeyValue(DatasetInput.CONTEXT, text);
  }

  public static RunEvent inputs(RunId run, DatasetInput... inputs) {
    return Events.of(run, new RunProposal.LogInputs(List.of(inputs), List.of()));
  }

  public static RunEvent models(RunId run, String... models) {
    return Events.of(run, new RunProposal.LogInputs(List.of(), List.of(models)));
  }

  public static RunEvent outputs(RunId run, ModelAtStep... models) {
    return Events.of(run, new RunProposal.LogOutputs(List.of(models)));
  }

  public static RunEvent model(RunId run, String entry) {
    return Events.of(run, new RunProposal.LogModel(entry));
  }

  /** One of few, so that they meet; what is said of a data set differs each time. */
  public static RunEvent any(RunId run, Random random, int i) {
    return switch (random.nextInt(6)) {
      case 0 -> outputs(run, new ModelAtStep("m-" + random.nextInt(3), i));
      case 1 -> models(run, "m-" + random.nextInt(3));
      case 2 -> model(run, "{\"i\": " + i + "}");
      default -> {
        List<DatasetInput> inputs = new ArrayList<>();
        for (String name : List.of("x", "y")) {
          if (random.nextInt(3) > 0) {
            inputs.add(
                new DatasetInput(
                    new Dataset(
                        name,
                        "" + random.nextInt(2),
                        "local",
                        "of " + i,
                        Optional.empty(),
                        Optional.of(LongText.of("p".repeat(random.nextInt(2_000))))),
                    random.nextBoolean() ? List.of(context("c" + random.nextInt(2))) : List.of()));
          }
        }
        yield inputs(run, inputs.toArray(DatasetInput[]::new));
      }
    };
  }
}
