package dev.kiseki.store.chunk;

/**
 * Doubles as eight planes: first the lowest byte of each, then the next, up to sign and exponent.
 * Neighbouring values share their high bytes, so those planes pack to almost nothing.
 */
final class ByteShuffle {
  private ByteShuffle() {}

  static void write(Points points, byte[] out, int start) {
    int n = points.size();
    for (int i = 0; i < n; i++) {
      long bits = Double.doubleToRawLongBits(points.value(i));
      for (int plane = 0, at = start + i; plane < 8; plane++, at += n) {
        out[at] = (byte) bits;
        bits >>>= 8;
      }
    }
  }

  static double[] read(byte[] in, int start, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      long bits = 0;
      for (int plane = 7, at = start + 7 * n + i; plane >= 0; plane--, at -= n) {
        bits = (bits << 8) | (in[at] & 0xFF);
      }
      values[i] = Double.longBitsToDouble(bits);
    }
    return values;
  }
}
