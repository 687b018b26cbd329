package dev.kiseki.event.registry;

/**
 * What the caller of a change saw before it, for compare-and-set.
 *
 * @param revision of the alias, version or model that is changed; of {@link Kind#REVISION} only
 */
public record Expected(Kind kind, long revision) {
  public static final Expected ANYTHING = new Expected(Kind.ANYTHING, 0);
  public static final Expected ABSENT = new Expected(Kind.ABSENT, 0);

  /** Which state a change is for. */
  public enum Kind {
    ANYTHING,
    /** There must be none yet. */
    ABSENT,
    /** It must be as it was at a revision. */
    REVISION
  }

  public static Expected at(long revision) {
    return new Expected(Kind.REVISION, revision);
  }
}
