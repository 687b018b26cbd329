package dev.kiseki.store.scan;

import java.util.Set;

/** A test of one text that is there. Texts that are missing satisfy none, not even the negated. */
public sealed interface TextTest {
  boolean holds(String text);

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R equal(Equal equal);

    R notEqual(NotEqual notEqual);

    R like(Like like);

    R oneOf(OneOf oneOf);

    R noneOf(NoneOf noneOf);

    R between(Between between);
  }

  record Equal(String text) implements TextTest {
    @Override
    public boolean holds(String other) {
      return text.equals(other);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.equal(this);
    }
  }

  record NotEqual(String text) implements TextTest {
    @Override
    public boolean holds(String other) {
      return !text.equals(other);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.notEqual(this);
    }
  }

  /**
   * SQL LIKE, or ILIKE when case is ignored: {@code %} is any text, {@code _} one code point, there
   * is no escape. Case is ASCII's, as on MLflow's SQLite.
   */
  record Like(String pattern, boolean ignoreCase) implements TextTest {
    @Override
    public boolean holds(String text) {
      return LikeMatch.matches(pattern, text, ignoreCase);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.like(this);
    }
  }

  /** IN. */
  record OneOf(Set<String> members) implements TextTest {
    public OneOf {
      members = Set.copyOf(members);
    }

    @Override
    public boolean holds(String text) {
      return members.contains(text);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.oneOf(this);
    }
  }

  /** NOT IN. */
  record NoneOf(Set<String> members) implements TextTest {
    public NoneOf {
      members = Set.copyOf(members);
    }

    @Override
    public boolean holds(String text) {
      return !members.contains(text);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.noneOf(this);
    }
  }

  /**
   * BETWEEN, or NOT BETWEEN when it is to lie outside. Both ends belong to the range; texts compare
   * by their UTF-8 bytes, as when runs are ordered by them.
   */
  record Between(String low, String high, boolean inside) implements TextTest {
    @Override
    public boolean holds(String text) {
      boolean within =
          SortOrder.compareUtf8(low, text) <= 0 && SortOrder.compareUtf8(text, high) <= 0;
      return within == inside;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.between(this);
    }
  }
}
