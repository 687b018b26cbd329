package dev.kiseki.store.document;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.map.KeyedMap;
import java.util.List;

/**
 * How long a document may become. It is one record of the changelog, and one that the changelog
 * does not take would stop its partition for good.
 */
public final class DocumentSize {
  /** Bytes; what the changelog takes, less what stands around a document. */
  public static final int MOST = 15 << 20;

  /** The numbers of a metric and its curve at their longest. */
  public static final int METRIC = 150;

  /** The numbers of a logged model's point at their longest. */
  private static final int POINT = 45;

  /** Of a text: what says how long it is. */
  private static final int LENGTH = 5;

  /** Everything that is there once, with room for names. */
  private static final int REST = 64 << 10;

  private static final long LONGEST_KEY = 3L * 250;
  private static final long LONGEST_PARAM = 3L * 6_000;
  private static final long LONGEST_TAG = 3L * 8_000;

  private DocumentSize() {}

  /** Whether the bytes of {@link RunDocumentCodec} could be too many; costs nothing for most. */
  public static boolean tooLong(RunDocument run) {
    long longest =
        run.metrics().size() * (METRIC + LONGEST_KEY)
            + run.params().size() * (2 * LENGTH + LONGEST_KEY + LONGEST_PARAM)
            + run.tags().size() * (2 * LENGTH + LONGEST_KEY + LONGEST_TAG)
            + listed(run)
            + links(run.links());
    return longest + REST > MOST && atMost(run) > MOST;
  }

  /** The same of a logged model, whose texts may be of any length and whose points are in it. */
  public static boolean modelTooLong(RunDocument model) {
    return atMost(model) + points(model) > MOST;
  }

  private static long points(RunDocument model) {
    long bytes = 0;
    for (ModelPart.ModelPoint point : model.model().map(ModelPart::points).orElse(List.of())) {
      // Its texts stand there once however many points have them, which costs too much to tell.
      bytes +=
          POINT + point.runId().length() + utf8(point.datasetName()) + utf8(point.datasetDigest());
    }
    return bytes;
  }

  /** At least as many bytes as its encoding has. Reads all its texts. */
  static long atMost(RunDocument run) {
    long[] bytes = {REST};
    run.metrics().forEach((key, metric) -> bytes[0] += METRIC + utf8(key));
    return bytes[0] + texts(run.params()) + texts(run.tags()) + links(run.links());
  }

  /** The one tag that may be longer than what a client can set. */
  private static long listed(RunDocument run) {
    return run.tags().get(RunDocument.MODEL_HISTORY).map(list -> 3L * list.length()).orElse(0L);
  }

  /** What a run read and made; costs next to nothing for a run without. */
  private static long links(RunLinks links) {
    long bytes = 0;
    for (DatasetUse use : links.datasets()) {
      bytes += 4 * LENGTH + utf8(use.name()) + utf8(use.digest());
      for (KeyValue tag : use.tags()) {
        bytes += 2 * LENGTH + utf8(tag.key()) + utf8(tag.value());
      }
    }
    for (String model : links.modelInputs()) {
      bytes += LENGTH + utf8(model);
    }
    for (RunLinks.ModelOutput model : links.modelOutputs()) {
      bytes += 4 * LENGTH + utf8(model.modelId());
    }
    return bytes;
  }

  private static long texts(KeyedMap<String> texts) {
    long[] bytes = {0};
    texts.forEach((key, value) -> bytes[0] += 2 * LENGTH + utf8(key) + utf8(value));
    return bytes[0];
  }

  private static long utf8(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return bytes;
  }
}
