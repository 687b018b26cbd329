package dev.kiseki.query.search;

import dev.kiseki.query.bind.RegistryFilter;
import dev.kiseki.query.bind.RegistryOrder;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.scan.BoundedSelection;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortValue;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A page of rows of the registry while it is filled, which knows what can't come into it. */
final class RegistryPage<R> {
  private final Bound<R> bound;
  private final Comparator<SortKey> order;
  private final BoundedSelection<Row<R>> first;
  private final boolean byName;
  private final boolean newestFirst;

  record Bound<R>(
      RegistryFilter<R> filter,
      RegistryOrder<R> order,
      SearchIdentity identity,
      Optional<SortKey> after,
      int most) {}

  private record Row<R>(SortKey key, R row) {}

  RegistryPage(Bound<R> bound) {
    this.bound = bound;
    this.order = bound.order().comparator();
    this.first =
        new BoundedSelection<>(bound.most() + 1, Comparator.comparing(Row::key, this.order));
    this.byName = bound.order().beginsWith("name", true);
    this.newestFirst = bound.order().beginsWith("last_updated_timestamp", false);
  }

  RegistryFilter<R> filter() {
    return bound.filter();
  }

  void offer(R row) {
    if (filter().predicate().test(row)) {
      SortKey key = bound.order().keyOf(row);
      if (bound.after().isEmpty() || order.compare(key, bound.after().get()) > 0) {
        first.offer(new Row<>(key, row));
      }
    }
  }

  /** No row with a smaller name ({@link String#compareTo}) can come into it. */
  String firstName() {
    String prefix = filter().needs().namePrefix();
    String after = byName ? bound.after().map(RegistryPage::name).orElse("") : "";
    return plain(after) && after.compareTo(prefix) > 0 ? after : prefix;
  }

  /** Whether no row with this name, or a larger one, can come into it. */
  boolean endsBefore(String name) {
    String prefix = filter().needs().namePrefix();
    if (!name.startsWith(prefix) && name.compareTo(prefix) > 0) {
      return true;
    }
    Optional<String> last = byName ? first.last().map(Row::key).map(RegistryPage::name) : none();
    return last.isPresent() && plain(last.get()) && name.compareTo(last.get()) > 0;
  }

  /** Whether rows that change last come first. */
  boolean newestFirst() {
    return newestFirst;
  }

  /** Of a page that is newest first: whether no row changed at this time or before can come. */
  boolean endsBefore(long updatedAtMillis) {
    return first
        .last()
        .filter(row -> ((SortValue.Whole) row.key().values().get(0)).value() > updatedAtMillis)
        .isPresent();
  }

  Page<R> page() {
    List<Row<R>> sorted = first.sorted();
    boolean more = sorted.size() > bound.most();
    List<Row<R>> kept = more ? sorted.subList(0, bound.most()) : sorted;
    return new Page<>(
        kept.stream().map(Row::row).toList(),
        more
            ? Optional.of(
                PageToken.encode(
                    bound.identity(), kept.get(bound.most() - 1).key(), OptionalLong.empty()))
            : Optional.empty());
  }

  private static Optional<String> none() {
    return Optional.empty();
  }

  private static String name(SortKey key) {
    return ((SortValue.Text) key.values().get(0)).value();
  }

  /**
   * Whether what {@link String#compareTo} puts after this name, or before it, also stands there by
   * its UTF-8 bytes, as pages have it: the two differ from surrogates on.
   */
  private static boolean plain(String name) {
    return name.chars().allMatch(c -> c < Character.MIN_SURROGATE);
  }
}
