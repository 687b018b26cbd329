package dev.kiseki.event.webhook;

import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * An immutable queue of deliveries in the order of their offsets. Adding and taking cost constant
 * time, as long as each state is followed by one other.
 */
public final class Outbox implements Iterable<Delivery> {
  public static final Outbox EMPTY = new Outbox(null, null, 0);

  private record Link(Delivery delivery, Link next) {}

  private final Link front; // oldest first
  private final Link back; // newest first
  private final int size;

  private Outbox(Link front, Link back, int size) {
    this.front = front;
    this.back = back;
    this.size = size;
  }

  /** Those that a snapshot describes, oldest first. */
  public static Outbox of(Collection<Delivery> deliveries) {
    Outbox outbox = EMPTY;
    for (Delivery delivery : deliveries) {
      outbox = outbox.with(delivery);
    }
    return outbox;
  }

  public int size() {
    return size;
  }

  public Optional<Delivery> oldest() {
    return front == null ? Optional.empty() : Optional.of(front.delivery());
  }

  Outbox with(Delivery delivery) {
    return front == null
        ? new Outbox(new Link(delivery, null), null, 1)
        : new Outbox(front, new Link(delivery, back), size + 1);
  }

  /** Without those up to an offset. */
  Outbox after(long offset) {
    Outbox rest = this;
    while (rest.front != null && rest.front.delivery().offset() <= offset) {
      rest = rest.rest();
    }
    return rest;
  }

  private Outbox rest() {
    return front.next() == null
        ? new Outbox(reversed(back), null, size - 1)
        : new Outbox(front.next(), back, size - 1);
  }

  private static Link reversed(Link link) {
    Link reversed = null;
    for (Link at = link; at != null; at = at.next()) {
      reversed = new Link(at.delivery(), reversed);
    }
    return reversed;
  }

  @Override
  public Iterator<Delivery> iterator() {
    return new Iterator<>() {
      private Link at = front;
      private Link later = reversed(back);

      @Override
      public boolean hasNext() {
        return at != null || later != null;
      }

      @Override
      public Delivery next() {
        if (at == null) {
          at = later;
          later = null;
        }
        if (at == null) {
          throw new NoSuchElementException();
        }
        Delivery delivery = at.delivery();
        at = at.next();
        return delivery;
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Outbox that) || size != that.size) {
      return false;
    }
    Iterator<Delivery> theirs = that.iterator();
    for (Delivery mine : this) {
      if (!mine.equals(theirs.next())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return size;
  }
}
