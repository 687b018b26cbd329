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
    for (int i = 0; i < n; i++) {
      long bits = numbers[i];
      for (int plane = 0, at = start + i; plane < width; plane++, at += n) {
        out[at] = (byte) bits;
        bits >>>= 8;
      }
    }
  }

  /** Numbers of fewer than 8 bytes come back without a sign. */
  static long[] read(byte[] in, int start, int n, int width) {
    long[] numbers = new long[n];
    for (int i = 0; i < n; i++) {
      long bits = 0;
      for (int plane = width - 1, at = start + plane * n + i; plane >= 0; plane--, at -= n) {
        bits = (bits << 8) | (in[at] & 0xFF);
      }
      numbers[i] = bits;
    }
    return numbers;
  }
}
