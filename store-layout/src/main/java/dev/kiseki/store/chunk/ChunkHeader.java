package dev.kiseki.store.chunk;

/**
 * What a chunk holds, readable without unpacking it. Timestamps are epoch milliseconds; all bounds
 * are inclusive.
 */
public record ChunkHeader(
    int count, long minStep, long maxStep, long minTimestamp, long maxTimestamp) {

  /** Of at least one point. */
  public static ChunkHeader of(Points points) {
    if (points.size() == 0) {
      throw new IllegalArgumentException("a metric chunk holds at least one point");
    }
    long minStep = points.step(0);
    long maxStep = minStep;
    long minTimestamp = points.timestamp(0);
    long maxTimestamp = minTimestamp;
    for (int i = 1; i < points.size(); i++) {
      minStep = Math.min(minStep, points.step(i));
      maxStep = Math.max(maxStep, points.step(i));
      minTimestamp = Math.min(minTimestamp, points.timestamp(i));
      maxTimestamp = Math.max(maxTimestamp, points.timestamp(i));
    }
    return new ChunkHeader(points.size(), minStep, maxStep, minTimestamp, maxTimestamp);
  }

  /**
   * Of a chunk's bytes; only its first ones are looked at.
   *
   * @throws ChunkFormatException when they are none of a known version
   */
  public static ChunkHeader read(byte[] chunk) {
    ChunkReader in = new ChunkReader(chunk, 0, chunk.length);
    ChunkCodec.readStart(in);
    return read(in);
  }

  void write(ChunkWriter out) {
    out.writeVarint(count);
    out.writeZigzag(minStep);
    out.writeVarint(maxStep - minStep);
    out.writeZigzag(minTimestamp);
    out.writeVarint(maxTimestamp - minTimestamp);
  }

  static ChunkHeader read(ChunkReader in) {
    long count = in.readVarint();
    if (count < 1 || count > ChunkCodec.MAX_POINTS) {
      throw new ChunkFormatException("metric chunk claims " + count + " points");
    }
    long minStep = in.readZigzag();
    long maxStep = minStep + in.readVarint();
    long minTimestamp = in.readZigzag();
    long maxTimestamp = minTimestamp + in.readVarint();
    return new ChunkHeader((int) count, minStep, maxStep, minTimestamp, maxTimestamp);
  }
}
