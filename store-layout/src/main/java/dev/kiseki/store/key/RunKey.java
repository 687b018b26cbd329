package dev.kiseki.store.key;

import dev.kiseki.event.id.RunId;
import java.nio.charset.StandardCharsets;

/**
 * Key of a run, in {@link StoreFamily#RUNS}, {@link StoreFamily#OUTBOX} and {@link
 * StoreFamily#PURGED}.
 *
 * <pre>
 * all bytes   run id, UTF-8
 * </pre>
 *
 * <p>Since layout 1.
 */
public final class RunKey {
  private RunKey() {}

  public static byte[] of(RunId run) {
    return run.bytes();
  }

  public static RunId run(byte[] key) {
    return new RunId(new String(key, StandardCharsets.UTF_8));
  }
}
