package dev.kiseki.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A JSON body that is built once. What must differ from request to request, so that no two points
 * are equal, are numbers of a fixed width, overwritten in place.
 */
final class Body {
  /** Steps begin here, because JSON numbers have no leading zeros and all must be equally wide. */
  static final long FIRST_STEP = 100_000_000_000L;

  private static final int STEP_WIDTH = 12;
  private static final long TIMESTAMP = 1_700_000_000_000L;

  private final byte[] bytes;
  private final int[] stepPositions;
  private final int[] stepOffsets;
  private final int stepsPerBody;

  private Body(byte[] bytes, int[] stepPositions, int[] stepOffsets, int stepsPerBody) {
    this.bytes = bytes;
    this.stepPositions = stepPositions;
    this.stepOffsets = stepOffsets;
    this.stepsPerBody = stepsPerBody;
  }

  /** One point of one key. */
  static Body metric(String runId, Random random) {
    String start = "{\"run_uuid\": \"" + runId + "\", \"run_id\": \"" + runId + "\", ";
    String point = point("loss", random);
    String text = start + point.substring(1);
    return new Body(bytes(text), new int[] {text.indexOf(FIRST_STEP + "")}, new int[] {0}, 1);
  }

  /** {@code keys} x {@code steps} points in the order in which a client collects them. */
  static Body batch(String runId, int keys, int steps, Random random) {
    StringBuilder text = new StringBuilder("{\"run_id\": \"" + runId + "\", \"metrics\": [");
    List<Integer> positions = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      for (int key = 0; key < keys; key++) {
        text.append(positions.isEmpty() ? "" : ", ");
        String point = point(key(key), random);
        positions.add(text.length() + point.indexOf(FIRST_STEP + ""));
        offsets.add(step);
        text.append(point);
      }
    }
    String end = text.append("], \"params\": [], \"tags\": []}").toString();
    return new Body(bytes(end), ints(positions), ints(offsets), steps);
  }

  /** A body without anything to change. */
  static Body fixed(String json) {
    return new Body(bytes(json), new int[0], new int[0], 0);
  }

  /** The name of the n-th key of a batch. */
  static String key(int n) {
    return "train/metric_" + n;
  }

  /** The bytes of the n-th request: each n has steps of its own. Valid until the next call. */
  byte[] number(long n) {
    for (int i = 0; i < stepPositions.length; i++) {
      long step = FIRST_STEP + n * stepsPerBody + stepOffsets[i];
      for (int at = stepPositions[i] + STEP_WIDTH - 1; at >= stepPositions[i]; at--) {
        bytes[at] = (byte) ('0' + step % 10);
        step /= 10;
      }
    }
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  private static String point(String key, Random random) {
    return "{\"key\": \""
        + key
        + "\", \"value\": "
        + random.nextDouble()
        + ", \"timestamp\": "
        + TIMESTAMP
        + ", \"step\": "
        + FIRST_STEP
        + "}";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
