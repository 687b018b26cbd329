package dev.kiseki.event.map;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * An immutable map from text to values, in the order of {@link String#compareTo}. A change copies
 * one leaf of at most 64 entries and the array of leaves; the rest is shared. Look-up is two binary
 * searches; n changes cost about n · (64 + n/64) references, small even for runs with tens of
 * thousands of keys.
 */
public final class KeyedMap<V> {
  private static final int LEAF = 64;
  private static final KeyedMap<Object> EMPTY = new KeyedMap<>(new Leaf[0], 0);

  private final Leaf[] leaves;
  private final int size;

  private static final class Leaf extends Part<Object> {
    private final String[] keys;
    private final Object[] values;

    Leaf(String[] keys, Object[] values) {
      this.keys = keys;
      this.values = values;
    }

    @Override
    public void forEach(Consumer<? super Object> visitor) {
      for (Object value : values) {
        visitor.accept(value);
      }
    }

    /** As {@link Arrays#binarySearch(Object[], Object)}, without its detour over Comparable. */
    int find(String key) {
      int low = 0;
      int high = keys.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = keys[middle].compareTo(key);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -(low + 1);
    }

    Leaf replace(int at, Object value) {
      Object[] changed = values.clone();
      changed[at] = value;
      return new Leaf(keys, changed);
    }

    Leaf insert(int at, String key, Object value) {
      String[] newKeys = new String[keys.length + 1];
      Object[] newValues = new Object[keys.length + 1];
      System.arraycopy(keys, 0, newKeys, 0, at);
      System.arraycopy(values, 0, newValues, 0, at);
      newKeys[at] = key;
      newValues[at] = value;
      System.arraycopy(keys, at, newKeys, at + 1, keys.length - at);
      System.arraycopy(values, at, newValues, at + 1, keys.length - at);
      return new Leaf(newKeys, newValues);
    }

    Leaf remove(int at) {
      String[] newKeys = new String[keys.length - 1];
      Object[] newValues = new Object[keys.length - 1];
      System.arraycopy(keys, 0, newKeys, 0, at);
      System.arraycopy(values, 0, newValues, 0, at);
      System.arraycopy(keys, at + 1, newKeys, at, newKeys.length - at);
      System.arraycopy(values, at + 1, newValues, at, newKeys.length - at);
      return new Leaf(newKeys, newValues);
    }

    Leaf part(int from, int to) {
      return new Leaf(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }
  }

  private KeyedMap(Leaf[] leaves, int size) {
    this.leaves = leaves;
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  public static <V> KeyedMap<V> empty() {
    return (KeyedMap<V>) EMPTY;
  }

  /**
   * A map of many entries at once, without the copies of {@link #with} when the keys come in order.
   * Of a key that comes twice the later value stays.
   *
   * @param keys as many as values
   */
  public static <V> KeyedMap<V> of(List<String> keys, List<? extends V> values) {
    if (keys.size() != values.size()) {
      throw new IllegalArgumentException(keys.size() + " keys and " + values.size() + " values");
    }
    if (keys.isEmpty()) {
      return empty();
    }
    if (!inOrder(keys)) {
      KeyedMap<V> map = empty();
      for (int i = 0; i < keys.size(); i++) {
        map = map.with(keys.get(i), values.get(i));
      }
      return map;
    }
    Leaf[] leaves = new Leaf[(keys.size() + LEAF - 1) / LEAF];
    for (int i = 0; i < leaves.length; i++) {
      int from = i * LEAF;
      int to = Math.min(keys.size(), from + LEAF);
      leaves[i] =
          new Leaf(
              keys.subList(from, to).toArray(new String[0]), values.subList(from, to).toArray());
    }
    return new KeyedMap<>(leaves, keys.size());
  }

  private static boolean inOrder(List<String> keys) {
    for (int i = 1; i < keys.size(); i++) {
      if (keys.get(i - 1).compareTo(keys.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public Optional<V> get(String key) {
    return Optional.ofNullable(find(key));
  }

  public boolean containsKey(String key) {
    return find(key) != null;
  }

  @SuppressWarnings("unchecked")
  private V find(String key) {
    if (size == 0) {
      return null;
    }
    Leaf leaf = leaves[leafOf(key)];
    int at = leaf.find(key);
    return at < 0 ? null : (V) leaf.values[at];
  }

  /** The map with this entry added or replaced. */
  public KeyedMap<V> with(String key, V value) {
    Objects.requireNonNull(value, "value");
    if (size == 0) {
      return new KeyedMap<>(new Leaf[] {new Leaf(new String[] {key}, new Object[] {value})}, 1);
    }
    int at = leafOf(key);
    int in = leaves[at].find(key);
    if (in >= 0) {
      return new KeyedMap<>(replaceLeaf(at, leaves[at].replace(in, value)), size);
    }
    Leaf grown = leaves[at].insert(-in - 1, key, value);
    if (grown.keys.length <= LEAF) {
      return new KeyedMap<>(replaceLeaf(at, grown), size + 1);
    }
    int half = grown.keys.length / 2;
    return new KeyedMap<>(
        splitLeaf(at, grown.part(0, half), grown.part(half, grown.keys.length)), size + 1);
  }

  /** The map without this key; itself when it has none. */
  public KeyedMap<V> without(String key) {
    if (size == 0) {
      return this;
    }
    int at = leafOf(key);
    int in = leaves[at].find(key);
    if (in < 0) {
      return this;
    }
    if (leaves[at].keys.length == 1) {
      Leaf[] fewer = new Leaf[leaves.length - 1];
      System.arraycopy(leaves, 0, fewer, 0, at);
      System.arraycopy(leaves, at + 1, fewer, at, fewer.length - at);
      return fewer.length == 0 ? empty() : new KeyedMap<>(fewer, size - 1);
    }
    return new KeyedMap<>(replaceLeaf(at, leaves[at].remove(in)), size - 1);
  }

  /** Visits every entry in the order of keys. */
  @SuppressWarnings("unchecked")
  public void forEach(BiConsumer<String, ? super V> visitor) {
    for (Leaf leaf : leaves) {
      for (int i = 0; i < leaf.keys.length; i++) {
        visitor.accept(leaf.keys[i], (V) leaf.values[i]);
      }
    }
  }

  /**
   * The values by groups that lie together, in the order of keys. From a key on: the first group
   * may begin with smaller ones.
   */
  @SuppressWarnings("unchecked")
  public List<Part<V>> partsFrom(String key) {
    int from = size == 0 ? 0 : leafOf(key);
    List<Leaf> parts = Arrays.asList(leaves).subList(from, leaves.length);
    return (List<Part<V>>) (List<?>) Collections.unmodifiableList(parts);
  }

  private Leaf[] replaceLeaf(int at, Leaf leaf) {
    Leaf[] changed = leaves.clone();
    changed[at] = leaf;
    return changed;
  }

  private Leaf[] splitLeaf(int at, Leaf left, Leaf right) {
    Leaf[] changed = new Leaf[leaves.length + 1];
    System.arraycopy(leaves, 0, changed, 0, at);
    changed[at] = left;
    changed[at + 1] = right;
    System.arraycopy(leaves, at + 1, changed, at + 2, leaves.length - at - 1);
    return changed;
  }

  /** The last leaf whose first key is at most the key; the first leaf when there is none. */
  private int leafOf(String key) {
    int low = 0;
    int high = leaves.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (leaves[middle].keys[0].compareTo(key) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof KeyedMap<?> that) || that.size != size) {
      return false;
    }
    if (that.leaves == leaves) {
      return true;
    }
    boolean[] same = {true};
    forEach((key, value) -> same[0] &= value.equals(that.find(key)));
    return same[0];
  }

  @Override
  public int hashCode() {
    int[] sum = {0};
    forEach((key, value) -> sum[0] += key.hashCode() ^ value.hashCode());
    return sum[0];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach(
        (key, value) ->
            text.append(text.length() == 1 ? "" : ", ").append(key).append('=').append(value));
    return text.append('}').toString();
  }
}
