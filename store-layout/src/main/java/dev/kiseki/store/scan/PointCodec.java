package dev.kiseki.store.scan;

import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.PointMatch.ValueTest;
import dev.kiseki.store.scan.proto.PointDataset;
import dev.kiseki.store.scan.proto.PointOf;
import java.util.Optional;

/** What asks for points of logged models, to messages and back. */
final class PointCodec {
  private PointCodec() {}

  static dev.kiseki.store.scan.proto.PointMatch toProto(PointMatch match) {
    var message = dev.kiseki.store.scan.proto.PointMatch.newBuilder();
    match.key().ifPresent(message::setKey);
    for (ValueTest test : match.tests()) {
      message.addTests(
          dev.kiseki.store.scan.proto.ValueTest.newBuilder()
              .setComparison(test.comparison().number())
              .setValue(test.value()));
    }
    for (Dataset dataset : match.datasets()) {
      PointDataset.Builder named = PointDataset.newBuilder().setName(dataset.name());
      dataset.digest().ifPresent(named::setDigest);
      message.addDatasets(named);
    }
    return message.build();
  }

  static PointMatch fromProto(dev.kiseki.store.scan.proto.PointMatch message) {
    return new PointMatch(
        message.hasKey() ? Optional.of(message.getKey()) : Optional.empty(),
        message.getTestsList().stream()
            .map(test -> new ValueTest(Comparison.ofNumber(test.getComparison()), test.getValue()))
            .toList(),
        message.getDatasetsList().stream()
            .map(
                dataset ->
                    new Dataset(
                        dataset.getName(),
                        dataset.hasDigest() ? Optional.of(dataset.getDigest()) : Optional.empty()))
            .toList());
  }

  static PointOf toProto(OrderKey.Point point) {
    return PointOf.newBuilder()
        .setMetric(point.key())
        .setDatasetName(point.datasetName())
        .setDatasetDigest(point.datasetDigest())
        .build();
  }

  static OrderKey.Point fromProto(PointOf message) {
    return new OrderKey.Point(
        message.getMetric(), message.getDatasetName(), message.getDatasetDigest());
  }
}
