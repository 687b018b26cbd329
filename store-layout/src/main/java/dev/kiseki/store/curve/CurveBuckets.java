package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A curve in 1,024 to 2,048 buckets of equally many consecutive points (fewer buckets of 64 while
 * it is short), of which only the last may have fewer. Points are added in the order of the log;
 * when the buckets are used up, each two neighbours become one. So what is here depends on the
 * points and their order alone, not on when, how many at a time or by whom they were added.
 *
 * <p>Adding costs some ten nanoseconds a point, and an entry of 64 buckets, some 3 KB, each time it
 * is stored; twice as many points later, all entries once. Not for several threads.
 */
public final class CurveBuckets {
  /** Points in a bucket of a short curve. */
  public static final int LEAST_WIDTH = 64;

  /** Curves of fewer points need none: they are read whole. */
  public static final int FROM = 8_192;

  /** Buckets are never more than this. */
  public static final int MOST = 2_048;

  private static final int BLOCK = 64;
  private static final int MOST_BLOCKS = MOST / BLOCK;

  /** What is stored of a curve: 0 = its {@link CurveHeader}, i = the i-th block of buckets. */
  @FunctionalInterface
  public interface Entries {
    /** Null when there is none. */
    byte[] get(int entry);
  }

  private final Entries stored;

  /** Blocks by entry, not packed before it is known through where they reach; empty = gone. */
  private final NavigableMap<Integer, Optional<List<Bucket>>> changes = new TreeMap<>();

  private final CurveEnds ends = new CurveEnds();
  private boolean ascending = true;
  private long width = LEAST_WIDTH;
  private long count;
  private long through = -1;
  private int block;
  private List<Bucket> tail = new ArrayList<>();

  private CurveBuckets(Entries stored) {
    this.stored = stored;
  }

  private CurveBuckets(Entries stored, CurveHeader header, List<Bucket> tail) {
    this(stored);
    this.ascending = header.ascending();
    this.width = header.width();
    this.count = header.count();
    this.through = header.through();
    for (int i = 0; i < header.ends().size(); i++) {
      ends.add(header.ends().step(i), header.ends().timestamp(i), header.ends().value(i));
    }
    this.block = lastBlock(count, width);
    this.tail = new ArrayList<>(tail);
  }

  /** Of a curve that has no points yet. */
  public static CurveBuckets empty() {
    return new CurveBuckets(entry -> null);
  }

  /**
   * As it was stored, of which the last block is read at once and the others when they are needed.
   *
   * @return empty when it was not, or not all of it: a commit may be torn between two entries
   */
  public static Optional<CurveBuckets> stored(Entries entries) {
    byte[] bytes = entries.get(0);
    if (bytes == null) {
      return Optional.empty();
    }
    CurveHeader header = CurveHeader.parse(bytes);
    byte[] tail = entries.get(1 + lastBlock(header.count(), header.width()));
    return Optional.ofNullable(tail)
        .map(BucketBlock::parse)
        .filter(last -> last.through() == header.through())
        .map(last -> new CurveBuckets(entries, header, last.buckets()));
  }

  private static int lastBlock(long count, long width) {
    return (int) ((count - 1) / width / BLOCK);
  }

  /** One more point of the log. */
  public void add(long step, long timestamp, double value) {
    if (count % width == 0) {
      next();
    }
    ascending &= count == 0 || step > ends.lastStep();
    count++;
    tail.get(tail.size() - 1).add(step, timestamp, value);
    ends.add(step, timestamp, value);
  }

  public void addAll(Points points) {
    for (int i = 0; i < points.size(); i++) {
      add(points.step(i), points.timestamp(i), points.value(i));
    }
  }

  private void next() {
    if (tail.size() == BLOCK) {
      changes.put(1 + block, Optional.of(tail));
      block++;
      tail = new ArrayList<>();
      if (block == MOST_BLOCKS) {
        halve();
      }
    }
    tail.add(new Bucket());
  }

  private void halve() {
    for (int i = 0; i < MOST_BLOCKS / 2; i++) {
      List<Bucket> both = new ArrayList<>(read(2 * i));
      both.addAll(read(2 * i + 1));
      changes.put(1 + i, Optional.of(pairs(both)));
    }
    for (int i = MOST_BLOCKS / 2; i < MOST_BLOCKS; i++) {
      changes.put(1 + i, Optional.empty());
    }
    block = MOST_BLOCKS / 2;
    width *= 2;
  }

  private List<Bucket> read(int number) {
    Optional<List<Bucket>> changed = changes.get(1 + number);
    if (changed != null && changed.isPresent()) {
      return changed.get();
    }
    byte[] bytes = changed == null ? stored.get(1 + number) : null;
    if (bytes == null) {
      throw new IllegalStateException("block " + number + " of a curve's buckets is missing");
    }
    return BucketBlock.parse(bytes).buckets();
  }

  private byte[] bytes(List<Bucket> buckets) {
    return new BucketBlock(buckets, through).bytes();
  }

  private static List<Bucket> pairs(List<Bucket> buckets) {
    List<Bucket> pairs = new ArrayList<>((buckets.size() + 1) / 2);
    for (int i = 0; i < buckets.size(); i += 2) {
      pairs.add(
          i + 1 < buckets.size() ? Bucket.of(buckets.get(i), buckets.get(i + 1)) : buckets.get(i));
    }
    return pairs;
  }

  /** Points so far; those that the log holds twice count twice. */
  public long count() {
    return count;
  }

  /** Offset of the last record whose points are in here; -1 = none. */
  public long through() {
    return through;
  }

  /** All points up to this record are in here. */
  public void through(long offset) {
    through = offset;
  }

  /**
   * What is to be stored by now: entries, empty for one that goes. To be logged in this order, the
   * header last: then {@link #stored} knows when it was not all.
   */
  public Map<Integer, Optional<byte[]>> changes() {
    NavigableMap<Integer, Optional<byte[]>> all = new TreeMap<>();
    changes.forEach((entry, buckets) -> all.put(entry, buckets.map(this::bytes)));
    if (!tail.isEmpty()) {
      all.put(1 + block, Optional.of(bytes(tail)));
    }
    all.put(
        0, Optional.of(new CurveHeader(ascending, width, count, through, ends.points()).bytes()));
    return Collections.unmodifiableMap(all.descendingMap());
  }

  /**
   * A few points for each bucket, and both ends of the curve.
   *
   * @param least buckets are put together while at least so many are left
   */
  public CurveOutline outline(int least) {
    CurveOutline.Builder outline = outline(all(), count, least);
    outline.add(ends.points(), 0);
    return outline.build();
  }

  /**
   * The same of a range of steps: the buckets that lie in it altogether.
   *
   * @param most points in the sample that is to be made of it; buckets are put together while twice
   *     as many are left, and less than a fourth are none
   * @param above a range of fewer points is read whole: no buckets
   * @return empty when steps are not in the order of the log
   */
  public Optional<CurveStretch> stretch(StepRange steps, int most, long above) {
    if (!ascending || count == 0) {
      return Optional.empty();
    }
    BucketRange inside = BucketRange.of(all(), steps);
    long within = Math.min(count, inside.reaching() * width);
    if (4 * inside.size() < most || within < above) {
      return Optional.of(CurveStretch.none(within));
    }
    long points = Math.min(count, inside.to() * width) - inside.from() * width;
    CurveOutline outline = outline(inside.buckets(), points, 2 * most).build();
    return Optional.of(new CurveStretch(outline, inside.covered(steps), within));
  }

  private List<Bucket> all() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < block; i++) {
      buckets.addAll(read(i));
    }
    buckets.addAll(tail);
    return buckets;
  }

  /**
   * @param some neighbours, of which only the last may have fewer points than the others
   * @param points in them
   */
  private CurveOutline.Builder outline(List<Bucket> some, long points, int least) {
    List<Bucket> buckets = some;
    long each = width;
    while ((buckets.size() + 1) / 2 >= least) {
      buckets = pairs(buckets);
      each *= 2;
    }
    CurveOutline.Builder outline = new CurveOutline.Builder();
    long left = points;
    for (Bucket bucket : buckets) {
      outline.add(bucket.points(), (double) Math.min(each, left));
      left -= each;
    }
    return outline;
  }
}
