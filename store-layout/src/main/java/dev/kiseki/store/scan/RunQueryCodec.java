package dev.kiseki.store.scan;

import com.google.protobuf.CodedInputStream;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.scan.proto.OrderItem;
import dev.kiseki.store.scan.proto.ScanQuery;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Run queries to the message of {@code kiseki-scan.proto} and back. */
public final class RunQueryCodec {
  private static final int OF_RUNS = 1;
  private static final int OF_ANY_KIND = 2;

  /** Messages inside messages: two for each level of a predicate, and those around and below. */
  private static final int MOST_NESTED = 2 * RunPredicate.MOST_LEVELS + 10;

  private RunQueryCodec() {}

  /** Equal queries give equal bytes: sets are written in order. */
  public static byte[] encode(RunQuery query) {
    ScanQuery.Builder scan =
        ScanQuery.newBuilder()
            .setVersion(query.kind() == DocumentKind.RUN ? OF_RUNS : OF_ANY_KIND)
            .setKind(query.kind().number())
            .setView(query.view().number())
            .setCondition(PredicateCodec.toProto(query.predicate()));
    query.experiments().stream().sorted().forEach(id -> scan.addExperimentIds(id.number()));
    query.order().forEach(key -> scan.addOrder(toProto(key)));
    query.after().ifPresent(position -> scan.setAfter(SortKeyCodec.toProto(position)));
    return scan.build().toByteArray();
  }

  /**
   * @throws UnreadableQueryException when the bytes are damaged, of a later version or too deep
   */
  public static RunQuery decode(byte[] bytes) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setRecursionLimit(MOST_NESTED);
      ScanQuery scan = ScanQuery.parseFrom(in);
      in.checkLastTagWas(0);
      return fromProto(scan);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableQueryException("the bytes are no run query", e);
    }
  }

  private static RunQuery fromProto(ScanQuery scan) {
    if (scan.getVersion() != OF_RUNS && scan.getVersion() != OF_ANY_KIND) {
      throw new UnreadableQueryException(
          "a run query of version " + scan.getVersion() + "; this release reads 1 and 2");
    }
    ViewType view =
        ViewType.ofNumber(scan.getView())
            .orElseThrow(() -> new UnreadableQueryException("unknown view " + scan.getView()));
    Set<ExperimentId> experiments =
        scan.getExperimentIdsList().stream().map(ExperimentId::new).collect(Collectors.toSet());
    DocumentKind kind =
        DocumentKind.ofNumber(scan.getKind())
            .orElseThrow(
                () -> new UnreadableQueryException("unknown kind of document " + scan.getKind()));
    List<OrderKey> order = scan.getOrderList().stream().map(RunQueryCodec::fromProto).toList();
    return new RunQuery(
        kind,
        experiments,
        view,
        PredicateCodec.fromProto(scan.getCondition()),
        order,
        scan.hasAfter() ? Optional.of(SortKeyCodec.fromProto(scan.getAfter())) : Optional.empty());
  }

  private static OrderItem toProto(OrderKey key) {
    OrderItem.Builder item = OrderItem.newBuilder().setDescending(!key.ascending());
    return key.source()
        .match(
            new OrderKey.Cases<OrderItem.Builder>() {
              @Override
              public OrderItem.Builder metric(OrderKey.Metric metric) {
                // The latest value as releases before the aggregates have it.
                return metric.of() == MetricAggregate.LAST
                    ? item.setMetric(metric.key())
                    : item.setAggregate(PredicateCodec.toProto(metric.key(), metric.of()));
              }

              @Override
              public OrderItem.Builder text(OrderKey.Text text) {
                return item.setText(PredicateCodec.toProto(text.of()));
              }

              @Override
              public OrderItem.Builder time(OrderKey.Time time) {
                return item.setTime(time.attribute().number());
              }

              @Override
              public OrderItem.Builder point(OrderKey.Point point) {
                return item.setPoint(PointCodec.toProto(point));
              }
            })
        .build();
  }

  private static OrderKey fromProto(OrderItem item) {
    OrderKey.Source source =
        switch (item.getSourceCase()) {
          case METRIC -> new OrderKey.Metric(item.getMetric());
          case AGGREGATE ->
              new OrderKey.Metric(
                  item.getAggregate().getMetric(),
                  MetricAggregate.ofNumber(item.getAggregate().getAggregate()));
          case TEXT -> new OrderKey.Text(PredicateCodec.fromProto(item.getText()));
          case TIME -> new OrderKey.Time(TimeAttribute.ofNumber(item.getTime()));
          case POINT -> PointCodec.fromProto(item.getPoint());
          case SOURCE_NOT_SET -> throw new UnreadableQueryException("an order without a key");
        };
    return new OrderKey(source, !item.getDescending());
  }
}
