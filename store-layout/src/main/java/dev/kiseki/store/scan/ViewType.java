package dev.kiseki.store.scan;

import dev.kiseki.event.id.LifecycleStage;
import java.util.Optional;

/** Which stages a search sees. Numbers are MLflow's protocol numbers. */
public enum ViewType {
  ACTIVE_ONLY(1),
  DELETED_ONLY(2),
  ALL(3);

  private final int number;

  ViewType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public boolean includes(LifecycleStage stage) {
    return switch (this) {
      case ACTIVE_ONLY -> stage == LifecycleStage.ACTIVE;
      case DELETED_ONLY -> stage == LifecycleStage.DELETED;
      case ALL -> true;
    };
  }

  public static Optional<ViewType> ofNumber(long number) {
    for (ViewType view : values()) {
      if (view.number == number) {
        return Optional.of(view);
      }
    }
    return Optional.empty();
  }
}
