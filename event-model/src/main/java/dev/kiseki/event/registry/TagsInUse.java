package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.map.KeyedMap;
import java.util.Arrays;

/**
 * Which tags a group has, told by their hashes: a search passes over groups that can't have the one
 * it asks for. Four bytes a tag.
 *
 * @param hashes in order, each once; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TagsInUse(int[] hashes) {
  /** False: no row of the group has this tag with this value. */
  boolean mayHold(KeyValue tag) {
    return Arrays.binarySearch(hashes, hash(tag.key(), tag.value())) >= 0;
  }

  private static int hash(String key, String value) {
    return 31 * key.hashCode() + value.hashCode();
  }

  /** Gathers the tags of a group. */
  static final class Gathering {
    private int[] hashes = new int[16];
    private int count;

    void add(KeyedMap<String> tags) {
      tags.forEach((key, value) -> add(hash(key, value)));
    }

    void add(TagsInUse others) {
      for (int hash : others.hashes) {
        add(hash);
      }
    }

    private void add(int hash) {
      if (count == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * count);
      }
      hashes[count++] = hash;
    }

    TagsInUse all() {
      Arrays.sort(hashes, 0, count);
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (i == 0 || hashes[i] != hashes[i - 1]) {
          hashes[kept++] = hashes[i];
        }
      }
      return new TagsInUse(Arrays.copyOf(hashes, kept));
    }
  }
}
