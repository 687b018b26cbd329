package dev.kiseki.store.shard;

import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortOrder;
import dev.kiseki.store.scan.SortValue;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.shard.PackedRun.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** A {@link RunOrder} of packed runs: the same places, without documents where possible. */
public final class PackedOrder {
  private final SortOrder order;
  private final List<Component> components;

  /** One component of a place. */
  private interface Component {
    SortValue of(PackedRun run);
  }

  private PackedOrder(RunOrder order) {
    this.order = order.comparator();
    this.components =
        order.keys().stream().map(key -> key.source().match(new BySource(key.source()))).toList();
  }

  public static PackedOrder of(RunOrder order) {
    return new PackedOrder(order);
  }

  public SortOrder comparator() {
    return order;
  }

  /** As {@link RunOrder#keyOf} of the run's document. */
  public SortKey keyOf(PackedRun run) {
    SortValue[] values = new SortValue[components.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = components.get(i).of(run);
    }
    return new SortKey(List.of(values));
  }

  private record BySource(OrderKey.Source source)
      implements OrderKey.Cases<Component>, TextOf.Cases<Component> {
    @Override
    public Component metric(OrderKey.Metric metric) {
      if (metric.of() != MetricAggregate.LAST) {
        return byDocument();
      }
      byte[] key = metric.key().getBytes(StandardCharsets.UTF_8);
      return run -> {
        PackedTexts keys = run.texts(Texts.METRIC_KEYS);
        PackedMetrics metrics = run.metrics();
        while (keys.next() && metrics.next()) {
          if (keys.is(key)) {
            return new SortValue.Numeric(metrics.value());
          }
        }
        return new SortValue.Missing();
      };
    }

    @Override
    public Component text(OrderKey.Text text) {
      return text.of().match(this);
    }

    @Override
    public Component time(OrderKey.Time time) {
      return switch (time.attribute()) {
        case START_TIME -> run -> new SortValue.Whole(run.startTimeMillis());
        case END_TIME -> run -> whole(run.endTimeMillis());
        case DURATION -> byDocument();
      };
    }

    @Override
    public Component point(OrderKey.Point point) {
      return byDocument();
    }

    @Override
    public Component param(TextOf.Param param) {
      return pair(Texts.PARAM_KEYS, Texts.PARAM_VALUES, param.key());
    }

    @Override
    public Component tag(TextOf.Tag tag) {
      return pair(Texts.TAG_KEYS, Texts.TAG_VALUES, tag.key());
    }

    @Override
    public Component attribute(TextOf.Attribute attribute) {
      return switch (attribute.attribute()) {
        case RUN_ID -> single(Texts.RUN_ID);
        case RUN_NAME -> single(Texts.NAME);
        case USER_ID -> single(Texts.USER_ID);
        case ARTIFACT_URI -> single(Texts.ARTIFACT_URI);
        case STATUS -> run -> new SortValue.Text(run.status().name());
        case MODEL_TYPE, SOURCE_RUN_ID, MODEL_STATUS -> byDocument();
      };
    }

    private static Component pair(Texts keysOf, Texts valuesOf, String key) {
      byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
      return run -> {
        PackedTexts keys = run.texts(keysOf);
        PackedTexts values = run.texts(valuesOf);
        while (keys.next() && values.next()) {
          if (keys.is(wanted)) {
            return new SortValue.Text(values.text());
          }
        }
        return new SortValue.Missing();
      };
    }

    private static Component single(Texts field) {
      return run -> new SortValue.Text(run.text(field));
    }

    private static SortValue whole(OptionalLong time) {
      return time.isPresent() ? new SortValue.Whole(time.getAsLong()) : new SortValue.Missing();
    }

    private Component byDocument() {
      return run -> source.in(run.view().run());
    }
  }
}
