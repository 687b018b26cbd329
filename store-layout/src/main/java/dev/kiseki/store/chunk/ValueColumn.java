package dev.kiseki.store.chunk;

import java.util.Arrays;

/**
 * Values as integers whose order is that of the values (negative zero below zero, NaNs at the
 * ends), so that near values have near integers.
 *
 * @param width 4 where every value is a float, exactly; otherwise 8
 * @param integers of 4 bytes: extended by their sign
 */
record ValueColumn(int width, long[] integers) {

  static ValueColumn of(Points points) {
    long[] integers = new long[points.size()];
    int width = allFloats(points) ? 4 : 8;
    for (int i = 0; i < integers.length; i++) {
      double value = points.value(i);
      integers[i] =
          width == 4
              ? swapped(Float.floatToRawIntBits((float) value))
              : swapped(Double.doubleToRawLongBits(value));
    }
    return new ValueColumn(width, integers);
  }

  /** Back from integers, of which as many bytes count as the width says. */
  static double[] values(long[] integers, int width) {
    double[] values = new double[integers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          width == 4
              ? wide(swapped((int) integers[i]))
              : Double.longBitsToDouble(swapped(integers[i]));
    }
    return values;
  }

  /** The double that a float's bits stand for. Of NaNs only the usual one is kept as a float. */
  static double wide(int floatBits) {
    float value = Float.intBitsToFloat(floatBits);
    return Float.isNaN(value) ? Double.NaN : value;
  }

  private static boolean allFloats(Points points) {
    for (int i = 0; i < points.size(); i++) {
      double value = points.value(i);
      long bits = Double.doubleToRawLongBits(value);
      if (bits != Double.doubleToRawLongBits(wide(Float.floatToRawIntBits((float) value)))) {
        return false;
      }
    }
    return true;
  }

  /** Turns the order of negative numbers round; its own inverse. */
  private static long swapped(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static int swapped(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ValueColumn that
        && width == that.width
        && Arrays.equals(integers, that.integers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(integers) * 31 + width;
  }
}
