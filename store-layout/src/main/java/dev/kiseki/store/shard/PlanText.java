package dev.kiseki.store.shard;

import dev.kiseki.store.shard.proto.PlanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plan reports for people: what was chosen, from which estimates, and what was read in truth. */
public final class PlanText {
  private PlanText() {}

  /** One line a plan. */
  public static String of(List<PlanReport> plans) {
    StringBuilder text = new StringBuilder();
    for (PlanReport plan : plans) {
      text.append("partition ").append(plan.getPartition()).append(": ");
      text.append(chosen(plan)).append("; ");
      text.append(estimate(plan)).append(read(plan)).append('\n');
    }
    return text.toString();
  }

  /** What was chosen, and what of. */
  public static String chosen(PlanReport plan) {
    if (!plan.getReason().isEmpty()) {
      return plan.getPath() + " (" + plan.getReason() + ")";
    }
    StringBuilder text =
        new StringBuilder(plan.getPath())
            .append(plan.getAlong().isEmpty() ? "" : " along " + plan.getAlong())
            .append(plan.getClipped() ? ", a part of it" : "")
            .append(plan.getAmongCount() == 0 ? "" : ", among " + text(plan.getAmongList()) + ",")
            .append(" of ")
            .append(plan.getDeletedRuns() ? "deleted" : "active")
            .append(" runs in experiment ")
            .append(plan.getExperimentId());
    if (plan.getStretchesCount() > 0) {
      text.append(plan.getPath().equals("ORDERED") ? ", else from " : " from ");
      text.append(text(plan.getStretchesList()));
    }
    return text.toString();
  }

  private static String text(List<PlanReport.Stretch> stretches) {
    List<String> texts = new ArrayList<>();
    for (PlanReport.Stretch stretch : stretches) {
      texts.add(
          format("%s (%,d entries)", stretch.getIndex(), stretch.getEntries())
              + (stretch.getRanges() > 1 ? " in " + stretch.getRanges() + " ranges" : ""));
    }
    return String.join(" and ", texts);
  }

  private static String estimate(PlanReport plan) {
    String text =
        plan.getRuns() == 0
            ? ""
            : format(
                "expected %s %% of %,d runs to pass", percent(plan.getShare()), plan.getRuns());
    return plan.hasAlongOrder() && plan.getRuns() > 0
        ? text + format(", %,.0f to be met along the order; ", plan.getAlongOrder())
        : text.isEmpty() ? text : text + "; ";
  }

  private static String percent(double share) {
    return format("%.3g", share * 100);
  }

  private static String read(PlanReport plan) {
    return format(
        "%sread %,d entries, tested %,d runs, read %,d bytes of them, %.1f ms",
        plan.getGaveUp() ? "gave the order up; " : "",
        plan.getEntriesRead(),
        plan.getDocumentsTested(),
        plan.getBytesRead(),
        (double) plan.getMicros() / 1_000);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
