package dev.kiseki.store.cql;

/** Tables and columns of layout 3, as the scripts define them; what each means stands there. */
public final class TableNames {
  public static final String METRIC_CHUNKS = "metric_chunks_by_run_and_key";
  public static final String SCHEMA_VERSION = "schema_version";

  public static final String RUN_ID = "run_id";
  public static final String METRIC_KEY = "metric_key";
  public static final String FIRST_OFFSET = "first_offset";
  public static final String PART = "part";
  public static final String LAST_OFFSET = "last_offset";
  public static final String POINT_COUNT = "point_count";
  public static final String MIN_STEP = "min_step";
  public static final String MAX_STEP = "max_step";
  public static final String MIN_TIMESTAMP = "min_timestamp";
  public static final String MAX_TIMESTAMP = "max_timestamp";
  public static final String DATA = "data";
  public static final String FINE = "fine";
  public static final String COARSE = "coarse";
  public static final String COARSEST = "coarsest";

  /** Bind name of {@code USING TIMESTAMP}. */
  public static final String WRITE_TIMESTAMP = "write_timestamp";

  /** Most points in one row of {@link #METRIC_CHUNKS}. */
  public static final int POINTS_PER_CHUNK = 65_536;

  private static final int COUNT_BITS = 17;

  private TableNames() {}

  /**
   * Write timestamp of a chunk. Offsets, not the clock: whatever was written later, and by whom,
   * the row that holds more of the log wins; above 0, which Cassandra has no use for. Two rows with
   * the same first offset and part begin with the same points, so the one that reaches further
   * holds the other.
   *
   * <p>Until 16,384 were the most points in a row, the count took two bits less: such a row has an
   * earlier timestamp than the same one of today.
   *
   * @param pointCount at most {@link #POINTS_PER_CHUNK}
   */
  public static long chunkTimestamp(long lastOffset, int pointCount) {
    return ((lastOffset + 1) << COUNT_BITS) + pointCount;
  }
}
