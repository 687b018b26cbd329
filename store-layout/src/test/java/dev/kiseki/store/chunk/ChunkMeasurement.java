package dev.kiseki.store.chunk;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.IntToDoubleFunction;

/**
 * Prints how many bytes a point takes in a chunk, and how long it takes to pack and to unpack: the
 * median of 200 rounds after 200 to warm up. Arguments: points a chunk, 16384 and 2000 by default.
 */
public final class ChunkMeasurement {
  private static final int ROUNDS = 200;

  private ChunkMeasurement() {}

  public static void main(String[] args) {
    int[] sizes =
        args.length == 0
            ? new int[] {16_384, 2_000}
            : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
    for (int size : sizes) {
      System.out.println("| values, " + size + " points | bytes a point | pack | unpack |");
      System.out.println("| --- | ---: | ---: | ---: |");
      series().forEach((name, values) -> print(name, points(size, values)));
      System.out.println();
    }
  }

  private static Map<String, IntToDoubleFunction> series() {
    Random random = new Random(7);
    IntToDoubleFunction loss = i -> 2.3 * Math.exp(-i / 4000.0) + 0.05 * random.nextGaussian();
    IntToDoubleFunction cosine = i -> 1.5e-4 * (1 + Math.cos(Math.PI * i / 100_000));
    Map<String, IntToDoubleFunction> series = new LinkedHashMap<>();
    series.put("noisy loss, 64 bits", loss);
    series.put("noisy loss, 32 bits", i -> (float) loss.applyAsDouble(i));
    series.put(
        "accuracy in 128ths",
        i -> Math.rint((1 - Math.exp(-i / 4000.0)) * 115 + 3 * random.nextGaussian()) / 128);
    series.put("learning rate: cosine, 64 bits", cosine);
    series.put("the same, 32 bits", i -> (float) cosine.applyAsDouble(i));
    series.put("linear warm-up, then constant", i -> 3e-4 * Math.min(1, i / 2000.0));
    series.put("counter", i -> 256.0 * i);
    return series;
  }

  /** At every step; 200 ms apart, with a jitter of 15. */
  private static Points points(int n, IntToDoubleFunction values) {
    Random random = new Random(8);
    Points.Builder points = new Points.Builder();
    long time = 1_700_000_000_000L;
    for (int i = 0; i < n; i++) {
      time += Math.max(1, 200 + (long) (15 * random.nextGaussian()));
      points.add(i, time, values.applyAsDouble(i));
    }
    return points.build();
  }

  private static void print(String name, Points points) {
    byte[] chunk = ChunkCodec.encode(points);
    double pack = nanosAPoint(points.size(), () -> ChunkCodec.encode(points).length);
    double unpack = nanosAPoint(points.size(), () -> ChunkCodec.decode(chunk).size());
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.0f ns | %.0f ns |%n",
        name,
        chunk.length / (double) points.size(),
        pack,
        unpack);
  }

  private static double nanosAPoint(int points, IntSupplier work) {
    long[] nanos = new long[ROUNDS];
    long sum = 0;
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      long start = System.nanoTime();
      sum += work.getAsInt();
      nanos[Math.max(0, round)] = System.nanoTime() - start;
    }
    if (sum == 0) {
      throw new IllegalStateException("nothing was done");
    }
    Arrays.sort(nanos);
    return nanos[ROUNDS / 2] / (double) points;
  }
}
