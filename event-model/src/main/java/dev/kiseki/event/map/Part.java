package dev.kiseki.event.map;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Values that lie together in an immutable collection. A change makes other parts of few of them,
 * so what was worked out about a part is worth keeping with it.
 */
public abstract class Part<V> {
  private Object summary;

  /** Visits every value, in the collection's order. */
  public abstract void forEach(Consumer<? super V> visitor);

  /**
   * What a function says of this part; asked once, or more often by threads that come at the same
   * time. It has to be the same function for all parts of a collection.
   *
   * @param of gives a record, or what else may be handed to other threads without more ado
   */
  @SuppressWarnings("unchecked")
  public <S extends Record> S summary(Function<? super Part<V>, S> of) {
    S known = (S) summary;
    if (known == null) {
      known = of.apply(this);
      summary = known;
    }
    return known;
  }
}
