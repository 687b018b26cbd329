package dev.kiseki.event.webhook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a webhook can hear of, in MLflow's order of answers. Numbers stand on the log. MLflow
 * 3.17.2: {@code mlflow/entities/webhook.py}.
 */
public enum WebhookEvent {
  BUDGET_POLICY_EXCEEDED(1, Entity.BUDGET_POLICY, Action.EXCEEDED),
  MODEL_VERSION_CREATED(2, Entity.MODEL_VERSION, Action.CREATED),
  MODEL_VERSION_ALIAS_CREATED(3, Entity.MODEL_VERSION_ALIAS, Action.CREATED),
  MODEL_VERSION_ALIAS_DELETED(4, Entity.MODEL_VERSION_ALIAS, Action.DELETED),
  MODEL_VERSION_TAG_DELETED(5, Entity.MODEL_VERSION_TAG, Action.DELETED),
  MODEL_VERSION_TAG_SET(6, Entity.MODEL_VERSION_TAG, Action.SET),
  PROMPT_CREATED(7, Entity.PROMPT, Action.CREATED),
  PROMPT_ALIAS_CREATED(8, Entity.PROMPT_ALIAS, Action.CREATED),
  PROMPT_ALIAS_DELETED(9, Entity.PROMPT_ALIAS, Action.DELETED),
  PROMPT_TAG_DELETED(10, Entity.PROMPT_TAG, Action.DELETED),
  PROMPT_TAG_SET(11, Entity.PROMPT_TAG, Action.SET),
  PROMPT_VERSION_CREATED(12, Entity.PROMPT_VERSION, Action.CREATED),
  PROMPT_VERSION_TAG_DELETED(13, Entity.PROMPT_VERSION_TAG, Action.DELETED),
  PROMPT_VERSION_TAG_SET(14, Entity.PROMPT_VERSION_TAG, Action.SET),
  REGISTERED_MODEL_CREATED(15, Entity.REGISTERED_MODEL, Action.CREATED);

  /** What an event is about; numbers are MLflow's. */
  public enum Entity {
    REGISTERED_MODEL(1),
    MODEL_VERSION(2),
    MODEL_VERSION_TAG(3),
    MODEL_VERSION_ALIAS(4),
    PROMPT(5),
    PROMPT_VERSION(6),
    PROMPT_TAG(7),
    PROMPT_VERSION_TAG(8),
    PROMPT_ALIAS(9),
    BUDGET_POLICY(10);

    private final int number;

    Entity(int number) {
      this.number = number;
    }

    public static Optional<Entity> ofNumber(long number) {
      for (Entity entity : values()) {
        if (entity.number == number) {
          return Optional.of(entity);
        }
      }
      return Optional.empty();
    }
  }

  /** What happened; numbers are MLflow's. */
  public enum Action {
    CREATED(1),
    UPDATED(2),
    DELETED(3),
    SET(4),
    EXCEEDED(5);

    private final int number;

    Action(int number) {
      this.number = number;
    }

    public static Optional<Action> ofNumber(long number) {
      for (Action action : values()) {
        if (action.number == number) {
          return Optional.of(action);
        }
      }
      return Optional.empty();
    }
  }

  private final int number;
  private final Entity entity;
  private final Action action;

  WebhookEvent(int number, Entity entity, Action action) {
    this.number = number;
    this.entity = entity;
    this.action = action;
  }

  public int number() {
    return number;
  }

  public Entity entity() {
    return entity;
  }

  public Action action() {
    return action;
  }

  /** Empty for a pair that cannot happen. */
  public static Optional<WebhookEvent> of(Entity entity, Action action) {
    for (WebhookEvent event : values()) {
      if (event.entity == entity && event.action == action) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /** Empty for a number of a later release. */
  public static Optional<WebhookEvent> ofNumber(int number) {
    for (WebhookEvent event : values()) {
      if (event.number == number) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /** Names of the actions that can happen to an entity, sorted. */
  public static List<String> actionsOf(Entity entity) {
    Set<String> names = new TreeSet<>();
    for (WebhookEvent event : values()) {
      if (event.entity == entity) {
        names.add(event.action.name());
      }
    }
    return new ArrayList<>(names);
  }

  /** A set in the order of answers. */
  static Set<WebhookEvent> ordered(Set<WebhookEvent> events) {
    return events.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(events));
  }
}
