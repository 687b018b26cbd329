package dev.kiseki.store.chunk;

/**
 * Numbers as planes: first the lowest byte of each, then the next, up to the highest. Neighbours
 * share their high bytes, so those planes pack to almost nothing.
 */
final class Planes {
  private Planes() {}

  /**
   * @param width bytes of a number that count, 4 or 8
   */
  static void write(long[] numbers, int width, byte[] out, int start) {
    int n = numbers.length;
    for (int plane = 0, at = start; plane < width; plane++, at += n) {
      for (int i = 0; i < n; i++) {
        out[at + i] = (byte) (numbers[i] >>> (8 * plane));
      }
    }
  }

  /** Numbers of fewer than 8 bytes come back without a sign. */
  static long[] read(byte[] in, int start, int n, int width) {
    long[] numbers = new long[n];
    for (int plane = 0, at = start; plane < width; plane++, at += n) {
      for (int i = 0; i < n; i++) {
        numbers[i] |= (in[at + i] & 0xFFL) << (8 * plane);
      }
    }
    return numbers;
  }
}
