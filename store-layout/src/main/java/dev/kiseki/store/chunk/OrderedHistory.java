package dev.kiseki.store.chunk;

import java.util.Arrays;

/**
 * Points made into a history: in order, each once. Points mostly arrive in order and in few pieces,
 * so this is a merge sort of the ascending pieces: n comparisons for each doubling of their number,
 * none when there is one. Takes 8 bytes a point besides the points and the result.
 */
public final class OrderedHistory {
  private OrderedHistory() {}

  public static Points of(Points points, PointOrder order) {
    int[] pieces = pieces(points, order);
    if (pieces.length <= 2) {
      return points;
    }
    return distinct(points, merged(points, pieces, order), order);
  }

  /** The places of the points in order, each point once. */
  public static int[] places(Points points, PointOrder order) {
    int[] merged = merged(points, pieces(points, order), order);
    int size = 0;
    for (int i = 0; i < merged.length; i++) {
      if (i == 0 || order.compare(points, merged[i - 1], merged[i]) != 0) {
        merged[size++] = merged[i];
      }
    }
    return Arrays.copyOf(merged, size);
  }

  /** Where each strictly ascending piece begins, and the end of the last. */
  private static int[] pieces(Points points, PointOrder order) {
    int[] starts = new int[16];
    int count = 1;
    for (int i = 1; i < points.size(); i++) {
      if (order.compare(points, i - 1, i) >= 0) {
        if (count + 1 == starts.length) {
          starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[count++] = i;
      }
    }
    starts[count++] = points.size();
    return Arrays.copyOf(starts, count);
  }

  private static int[] merged(Points points, int[] starts, PointOrder order) {
    int[] from = new int[points.size()];
    for (int i = 0; i < from.length; i++) {
      from[i] = i;
    }
    int[] to = new int[from.length];
    int[] ends = starts;
    int count = starts.length - 1;
    while (count > 1) {
      int[] next = new int[(count + 1) / 2 + 1];
      int made = 0;
      for (int piece = 0; piece < count; piece += 2) {
        int end = ends[Math.min(piece + 2, count)];
        merge(points, order, from, to, ends[piece], ends[piece + 1], end);
        next[++made] = end;
      }
      int[] swap = from;
      from = to;
      to = swap;
      ends = next;
      count = made;
    }
    return from;
  }

  private static void merge(
      Points points, PointOrder order, int[] from, int[] to, int start, int middle, int end) {
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft =
          left < middle && (right >= end || order.compare(points, from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private static Points distinct(Points points, int[] places, PointOrder order) {
    long[] steps = new long[places.length];
    long[] timestamps = new long[places.length];
    double[] values = new double[places.length];
    int size = 0;
    for (int i = 0; i < places.length; i++) {
      if (i > 0 && order.compare(points, places[i - 1], places[i]) == 0) {
        continue;
      }
      steps[size] = points.step(places[i]);
      timestamps[size] = points.timestamp(places[i]);
      values[size++] = points.value(places[i]);
    }
    return new Points(steps, timestamps, values).slice(0, size);
  }
}
