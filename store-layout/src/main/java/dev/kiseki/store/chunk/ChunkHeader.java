package dev.kiseki.store.chunk;

import java.util.Optional;

/**
 * What a chunk holds, readable from its first bytes without unpacking it. Timestamps are epoch
 * milliseconds; all bounds are inclusive.
 *
 * <pre>
 * varint         number of points, 1 to 1,048,576
 * zigzag         smallest step
 * varint         largest step minus smallest, 64 bit unsigned
 * zigzag         smallest timestamp
 * varint         largest timestamp minus smallest, 64 bit unsigned
 * </pre>
 *
 * @param values absent in a chunk of version 1
 */
public record ChunkHeader(
    int count,
    long minStep,
    long maxStep,
    long minTimestamp,
    long maxTimestamp,
    Optional<ValueBounds> values) {

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
    return new ChunkHeader(
        points.size(),
        minStep,
        maxStep,
        minTimestamp,
        maxTimestamp,
        Optional.of(ValueBounds.of(points)));
  }

  /**
   * Of a chunk's bytes; no more than the first 80 are looked at.
   *
   * @throws ChunkFormatException when they are none of a known version
   */
  public static ChunkHeader read(byte[] chunk) {
    ChunkReader in = new ChunkReader(chunk, 0, chunk.length);
    int version = ChunkCodec.readVersion(in);
    int layout = in.readByte();
    return version == 1 ? readBounds(in) : ChunkVersion2.readHeader(in, layout);
  }

  void writeBounds(ChunkWriter out) {
    out.writeVarint(count);
    out.writeZigzag(minStep);
    out.writeVarint(maxStep - minStep);
    out.writeZigzag(minTimestamp);
    out.writeVarint(maxTimestamp - minTimestamp);
  }

  static ChunkHeader readBounds(ChunkReader in) {
    long count = in.readVarint();
    if (count < 1 || count > ChunkCodec.MAX_POINTS) {
      throw new ChunkFormatException("metric chunk claims " + count + " points");
    }
    long minStep = in.readZigzag();
    long maxStep = minStep + in.readVarint();
    long minTimestamp = in.readZigzag();
    long maxTimestamp = minTimestamp + in.readVarint();
    return new ChunkHeader(
        (int) count, minStep, maxStep, minTimestamp, maxTimestamp, Optional.empty());
  }

  ChunkHeader with(ValueBounds bounds) {
    return new ChunkHeader(
        count, minStep, maxStep, minTimestamp, maxTimestamp, Optional.of(bounds));
  }
}
