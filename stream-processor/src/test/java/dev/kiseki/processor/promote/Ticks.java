package dev.kiseki.processor.promote;

/** Makes time pass for what otherwise has a thread of its own. */
public final class Ticks {
  private Ticks() {}

  public static void tick(Promotion promotion) {
    promotion.tick();
  }
}
