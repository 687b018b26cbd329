package dev.kiseki.store.scan;

import java.util.Comparator;
import java.util.List;

/**
 * Compares sort keys component by component.
 *
 * @param ascending one direction for each component
 */
public record SortOrder(List<Boolean> ascending) implements Comparator<SortKey> {
  public SortOrder {
    ascending = List.copyOf(ascending);
  }

  @Override
  public int compare(SortKey left, SortKey right) {
    for (int i = 0; i < ascending.size(); i++) {
      SortValue a = left.values().get(i);
      SortValue b = right.values().get(i);
      int byRank = Integer.compare(a.rank(), b.rank());
      if (byRank != 0) {
        return byRank;
      }
      if (a.rank() == 0) {
        int byValue = compareValues(a, b);
        if (byValue != 0) {
          return ascending.get(i) ? byValue : -byValue;
        }
      }
    }
    return 0;
  }

  private static int compareValues(SortValue a, SortValue b) {
    if (a instanceof SortValue.Numeric x && b instanceof SortValue.Numeric y) {
      return Double.compare(x.value(), y.value());
    }
    if (a instanceof SortValue.Whole x && b instanceof SortValue.Whole y) {
      return Long.compare(x.value(), y.value());
    }
    if (a instanceof SortValue.Text x && b instanceof SortValue.Text y) {
      return compareUtf8(x.value(), y.value());
    }
    throw new IllegalArgumentException("sort values of different kinds: " + a + " and " + b);
  }

  /** The order of the UTF-8 bytes, which is that of code points; Java's own is UTF-16's. */
  static int compareUtf8(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean highA = Character.isSurrogate(a);
        boolean highB = Character.isSurrogate(b);
        return highA == highB ? Character.compare(a, b) : highA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
