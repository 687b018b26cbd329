package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.pick;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Conditions joined at random, as text beside the meaning: each group's from those of its parts,
 * never from the text.
 */
final class PlainTrees {
  private PlainTrees() {}

  record Term<T>(String text, Predicate<T> holds) {}

  /** A condition or a group can stand anywhere, the rest needs parentheses in what binds more. */
  private enum Binding {
    OR,
    AND,
    NOT,
    GROUP
  }

  private record Tree<T>(String text, Binding binding, Predicate<T> holds) {}

  /** An expression that can stand beside AND. */
  static <T> Term<T> conjunct(Random random, Function<Random, Term<T>> condition) {
    Tree<T> tree = tree(random, 4, condition);
    return new Term<>(inside(random, tree, Binding.AND), tree.holds());
  }

  private static <T> Tree<T> tree(Random random, int levels, Function<Random, Term<T>> condition) {
    if (levels == 0 || random.nextInt(3) == 0) {
      Term<T> term = condition.apply(random);
      return new Tree<>(term.text(), Binding.GROUP, term.holds());
    }
    if (random.nextInt(3) == 0) {
      Tree<T> term = tree(random, levels - 1, condition);
      return new Tree<>(
          pick(random, List.of("NOT ", "not ", "Not\n")) + inside(random, term, Binding.NOT),
          Binding.NOT,
          run -> !term.holds().test(run));
    }
    List<Tree<T>> terms = new ArrayList<>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      terms.add(tree(random, levels - 1, condition));
    }
    return random.nextBoolean()
        ? new Tree<>(
            joined(random, terms, Binding.AND, pick(random, List.of(" AND ", " and\t"))),
            Binding.AND,
            run -> terms.stream().allMatch(term -> term.holds().test(run)))
        : new Tree<>(
            joined(random, terms, Binding.OR, pick(random, List.of(" OR ", " or  "))),
            Binding.OR,
            run -> terms.stream().anyMatch(term -> term.holds().test(run)));
  }

  private static <T> String joined(
      Random random, List<Tree<T>> terms, Binding binding, String word) {
    return terms.stream()
        .map(term -> inside(random, term, binding))
        .collect(Collectors.joining(word));
  }

  /** With parentheses where they are needed, and sometimes where not. */
  private static <T> String inside(Random random, Tree<T> tree, Binding around) {
    boolean needed = tree.binding().compareTo(around) < 0;
    return needed || random.nextInt(8) == 0 ? "(" + tree.text() + ")" : tree.text();
  }
}
