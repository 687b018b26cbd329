package dev.kiseki.benchmarks;

import java.io.Closeable;
import java.io.IOException;

/**
 * A process that stands still, as one that hangs or is cut off: it takes nothing and says nothing.
 */
final class Standstill implements Closeable {
  private final long pid;

  /** Stops it with SIGSTOP until this is closed. */
  Standstill(String pid) throws IOException {
    this.pid = Long.parseLong(pid);
    signal("STOP");
  }

  private void signal(String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("could not send " + name + " to process " + pid);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public String toString() {
    return "process " + pid;
  }

  @Override
  public void close() throws IOException {
    signal("CONT");
  }
}
