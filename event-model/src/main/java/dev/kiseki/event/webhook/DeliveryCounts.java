package dev.kiseki.event.webhook;

/**
 * How deliveries ended.
 *
 * @param delivered the endpoint took them
 * @param refused the endpoint answered that it does not want them
 * @param lost given up: too old, or too many of them
 */
public record DeliveryCounts(long delivered, long refused, long lost) {
  public static final DeliveryCounts NONE = new DeliveryCounts(0, 0, 0);

  /** What {@code plus} takes away again. */
  public DeliveryCounts negative() {
    return new DeliveryCounts(-delivered, -refused, -lost);
  }

  public DeliveryCounts plus(DeliveryCounts more) {
    return new DeliveryCounts(delivered + more.delivered, refused + more.refused, lost + more.lost);
  }
}
