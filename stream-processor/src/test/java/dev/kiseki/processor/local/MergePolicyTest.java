package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.key.HistoryPieces.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
  private static final long LARGE = MergePolicy.LARGE;

  private static List<Piece> pieces(long... points) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      pieces.add(new Piece(10L * i, 10L * i + 9, points[i] * 3, 3, 0));
    }
    return pieces;
  }

  @Test
  void eightNeighboursOfOneLevelAreMerged() {
    assertThat(MergePolicy.next(pieces(1, 1, 1, 1, 1, 1, 1), false)).isEmpty();
    List<Piece> eight = pieces(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(MergePolicy.next(eight, false)).contains(new PieceRange(0, 79));
    List<Piece> one = MergePolicy.merged(eight, new PieceRange(0, 79));
    assertThat(one).containsExactly(new Piece(0, 79, 3 * 36, 3, 1));
    assertThat(MergePolicy.next(one, false)).isEmpty();
  }

  @Test
  void whatIsLeftIsMergedOnceTheRunHasEnded() {
    assertThat(MergePolicy.next(pieces(1), true)).isEmpty();
    assertThat(MergePolicy.next(pieces(1, 1, 1), true)).contains(new PieceRange(0, 29));
  }

  @Test
  void aLargePieceIsLeftAloneAndEndsWhatIsBeforeIt() {
    assertThat(MergePolicy.open(pieces(LARGE))).isEmpty();
    assertThat(MergePolicy.open(pieces(1, LARGE, 2))).containsExactly(pieces(0, 0, 2).get(2));
    List<Piece> two = pieces(1, 1, LARGE, 1);
    assertThat(MergePolicy.open(two)).isEqualTo(two);
    assertThat(MergePolicy.next(two, false)).contains(new PieceRange(0, 19));
    List<Piece> after = MergePolicy.merged(two, new PieceRange(0, 19));
    assertThat(MergePolicy.open(after)).containsExactly(two.get(3));
  }

  @Test
  void piecesThatCameMeanwhileStayWhatTheyAre() {
    List<Piece> pieces = pieces(1, 1, 1, 1, 1, 1, 1, 1, 5);
    assertThat(MergePolicy.merged(pieces, new PieceRange(0, 79)))
        .containsExactly(new Piece(0, 79, 24, 3, 1), pieces.get(8));
  }

  @Property(tries = 100)
  void aPointIsWrittenAgainOnlyAsOftenAsThereAreLevelsAndFewPiecesStay(@ForAll long seed) {
    Random random = new Random(seed);
    List<Piece> pieces = new ArrayList<>();
    long rewritten = 0;
    long logged = 0;
    for (int i = 0; i < 1_000; i++) {
      long points = 1L + random.nextInt(60);
      logged += points;
      pieces.add(new Piece(i, i, points, 1, 0));
      pieces = new ArrayList<>(MergePolicy.open(pieces));
      Optional<PieceRange> next = MergePolicy.next(pieces, false);
      while (next.isPresent()) {
        PieceRange range = next.get();
        rewritten +=
            pieces.stream()
                .filter(p -> p.firstOffset() >= range.firstOffset())
                .mapToLong(Piece::points)
                .sum();
        pieces = new ArrayList<>(MergePolicy.open(MergePolicy.merged(pieces, range)));
        next = MergePolicy.next(pieces, false);
      }
      assertThat(pieces.size()).isLessThan(4 * MergePolicy.FAN_IN);
    }
    assertThat(rewritten).isLessThanOrEqualTo(4 * logged);
  }
}
