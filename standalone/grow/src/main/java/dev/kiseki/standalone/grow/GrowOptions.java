package dev.kiseki.standalone.grow;

import dev.kiseki.standalone.launch.LaunchFailure;
import dev.kiseki.standalone.launch.ToolOptions;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code ./kiseki grow-partitions} was told.
 *
 * @param partitions of the next generation; empty = as many as it has already
 * @param close end this generation when the next one has everything
 * @param unfolded close even when nobody has folded the next generation
 * @param reopen take a close back that did not end
 */
record GrowOptions(
    OptionalInt partitions, boolean close, boolean unfolded, boolean reopen, ToolOptions tool) {
  private static final Set<String> FLAGS = Set.of("--close", "--unfolded", "--reopen");
  private static final String PARTITIONS = "--partitions";

  static GrowOptions parse(List<String> args) throws IOException {
    ToolOptions tool;
    try {
      tool = ToolOptions.parse("grow-partitions", args, FLAGS, Set.of(PARTITIONS));
    } catch (LaunchFailure e) {
      throw new GrowFailure(e.getMessage());
    }
    if (tool.has("--reopen") && (tool.has("--close") || tool.own().containsKey(PARTITIONS))) {
      throw new GrowFailure("--reopen takes a close back; it goes with no other option.");
    }
    if (tool.has("--unfolded") && !tool.has("--close")) {
      throw new GrowFailure("--unfolded says how to --close; give both.");
    }
    return new GrowOptions(
        number(tool.own().get(PARTITIONS)),
        tool.has("--close"),
        tool.has("--unfolded"),
        tool.has("--reopen"),
        tool);
  }

  private static OptionalInt number(String text) {
    if (text == null) {
      return OptionalInt.empty();
    }
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new GrowFailure(PARTITIONS + " must be a number, not " + text + ".");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }
}
