package dev.kiseki.query.history;

import dev.kiseki.query.history.PointMemory.Share;
import dev.kiseki.store.chunk.Points;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Many curves one after another, run by run and key by key; some are begun before it is their turn.
 * Not for several threads at a time; to be closed in any case.
 *
 * <p>Whoever waits for memory holds none, so that no two questions wait for each other: a curve
 * whose turn has not come takes only what is there at once, and when the first one has to wait, the
 * others are given up and begun again later.
 */
public final class CurvesInTurn implements AutoCloseable {
  private static final CurvePoints END = new CurvePoints(-1, -1, Points.EMPTY);
  private static final int MOST_AT_ONCE = 12;

  /** Most points that curves hold before their turn. */
  private static final long POINTS_AHEAD = 262_144;

  private final HistorySources sources;
  private final CurvesQuestion question;
  private final int atOnce;
  private final Deque<Turn> turns = new ArrayDeque<>();
  private int begun;
  private boolean closed;

  public CurvesInTurn(HistorySources sources, CurvesQuestion question) {
    this.sources = sources;
    this.question = question;
    this.atOnce =
        question.most().isEmpty()
            ? MOST_AT_ONCE
            : (int) Math.max(2, Math.min(MOST_AT_ONCE, POINTS_AHEAD / question.most().getAsInt()));
  }

  /**
   * The points that follow, of one curve; none at the end only. Fails with TEMPORARILY_UNAVAILABLE
   * when a source is away.
   */
  public CompletionStage<CurvePoints> next() {
    CompletableFuture<CurvePoints> answer = new CompletableFuture<>();
    advance(answer);
    return answer;
  }

  /** A loop, since many curves may have no points or be there at once. */
  private void advance(CompletableFuture<CurvePoints> answer) {
    while (!answer.isDone()) {
      Optional<Turn> first = begin();
      if (first.isEmpty()) {
        answer.complete(END);
        return;
      }
      Turn turn = first.get();
      CompletableFuture<Points> asked = turn.ask();
      if (!asked.isDone()) {
        asked.whenComplete(
            (points, failure) -> {
              settle(turn, points, failure, answer);
              advance(answer);
            });
        return;
      }
      asked.whenComplete((points, failure) -> settle(turn, points, failure, answer));
    }
  }

  /** Begins what may be begun; the one whose turn it is, if there is one. */
  private Optional<Turn> begin() {
    List<Turn> ready = new ArrayList<>();
    Turn first;
    synchronized (this) {
      while (!closed && turns.size() < atOnce && begun < question.curves()) {
        turns.add(new Turn(begun++));
      }
      first = turns.peek();
      turns.stream().filter(turn -> turn.asked == null).forEach(ready::add);
    }
    ready.forEach(Turn::ask);
    return Optional.ofNullable(first);
  }

  private void settle(
      Turn turn, Points points, Throwable failure, CompletableFuture<CurvePoints> answer) {
    if (failure == null && points.size() > 0) {
      turn.given = true;
      answer.complete(question.points(turn.curve, points));
      return;
    }
    List<Turn> over;
    synchronized (this) {
      if (turns.peek() != turn) {
        answer.completeExceptionally(new IllegalStateException("closed"));
        return;
      }
      if (failure != null && !turn.refused) {
        answer.completeExceptionally(failure);
        return;
      }
      if (failure != null) {
        over = anew(List.of(turn));
      } else {
        turns.remove();
        // What this one held may do for one of those that got nothing; asking for all costs more.
        over = anew(ahead().filter(other -> other.refused).limit(1).toList());
      }
    }
    turn.end();
    over.forEach(Turn::end);
  }

  private Stream<Turn> ahead() {
    return turns.stream().skip(1);
  }

  /**
   * Puts others that are not begun into their places, under the lock.
   *
   * @return those who are to be ended, outside of it: others may get their memory then
   */
  private List<Turn> anew(List<Turn> some) {
    List<Turn> all = List.copyOf(turns);
    turns.clear();
    all.forEach(turn -> turns.add(some.contains(turn) ? new Turn(turn.curve) : turn));
    return some;
  }

  @Override
  public void close() {
    List<Turn> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(turns);
      turns.clear();
    }
    left.forEach(Turn::end);
  }

  /** One curve, begun or not, and what it may hold. */
  private final class Turn implements PointShares {
    private final int curve;
    private final CurveReading reading;
    private CompletableFuture<Points> asked;
    private long held;
    private boolean refused;
    private boolean given;
    private boolean ended;

    Turn(int curve) {
      this.curve = curve;
      this.reading = CurveReading.of(sources, this, question, curve);
    }

    /** The points that were asked for and not given yet. */
    CompletableFuture<Points> ask() {
      if (asked != null && !given) {
        return asked;
      }
      CompletableFuture<Points> points;
      try {
        points = reading.next().toCompletableFuture();
      } catch (RuntimeException e) {
        points = CompletableFuture.failedFuture(e);
      }
      given = false;
      boolean late;
      synchronized (CurvesInTurn.this) {
        asked = points;
        late = ended;
      }
      if (late) {
        closeAfter(points);
      }
      return points;
    }

    /** Gives its memory back as soon as what is under way is done. */
    void end() {
      CompletableFuture<Points> last;
      synchronized (CurvesInTurn.this) {
        ended = true;
        last = asked;
      }
      if (last != null) {
        closeAfter(last);
      }
    }

    private void closeAfter(CompletableFuture<Points> last) {
      last.whenComplete((points, failure) -> reading.close());
    }

    @Override
    public CompletionStage<Share> share(long points) {
      List<Turn> givenUp;
      CompletionStage<Share> later;
      synchronized (CurvesInTurn.this) {
        boolean first = turns.peek() == this;
        Optional<Share> now =
            first || mayHoldAhead(points) ? sources.memory().shareNow(points) : Optional.empty();
        if (now.isPresent()) {
          held = points;
          return CompletableFuture.completedStage(now.get());
        }
        if (!first) {
          refused = true;
          return CompletableFuture.failedStage(new NotNow());
        }
        // From here on those ahead get nothing, because somebody waits.
        later = sources.memory().share(points);
        givenUp = anew(ahead().toList());
      }
      givenUp.forEach(Turn::end);
      return later;
    }

    private boolean mayHoldAhead(long points) {
      if (ended) {
        return false;
      }
      return ahead().mapToLong(turn -> turn.held).sum() + points <= POINTS_AHEAD;
    }

    @Override
    public long capacity() {
      return sources.memory().capacity();
    }
  }

  /** There is no memory for a curve whose turn has not come. */
  private static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotNow() {
      super("not now", null, false, false);
    }
  }
}
