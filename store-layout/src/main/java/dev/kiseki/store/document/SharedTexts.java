package dev.kiseki.store.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Gives equal short texts as one object, mostly. Runs of a search share their keys and many values:
 * kept in memory they need a third of it, and a look-up by key finds the key in the processor's
 * cache. A table of fixed size in which the last comer stays; several threads may lose an entry to
 * each other and never see a wrong one.
 */
final class SharedTexts {
  private static final int LONGEST = 64;
  private static final int PLACES = 1 << 14;
  private static final String[] TABLE = new String[PLACES];

  private SharedTexts() {}

  static String of(String text) {
    if (text.length() > LONGEST) {
      return text;
    }
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    String known = TABLE[place];
    if (text.equals(known)) {
      return known;
    }
    TABLE[place] = text;
    return text;
  }

  static List<String> of(List<String> texts) {
    List<String> shared = new ArrayList<>(texts.size());
    for (String text : texts) {
      shared.add(of(text));
    }
    return shared;
  }
}
