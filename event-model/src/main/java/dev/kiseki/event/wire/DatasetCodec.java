package dev.kiseki.event.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.LongText;
import java.util.Optional;

/** Data sets to the message {@code Dataset} of {@code kiseki-events.proto} and back. */
public final class DatasetCodec {
  private DatasetCodec() {}

  public static byte[] encode(Dataset dataset) {
    return toProto(dataset).toByteArray();
  }

  /**
   * @throws IllegalStateException when the bytes are damaged
   */
  public static Dataset decode(byte[] bytes) {
    try {
      return fromProto(dev.kiseki.event.wire.proto.Dataset.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored data set is damaged", e);
    }
  }

  static dev.kiseki.event.wire.proto.Dataset toProto(Dataset dataset) {
    var message =
        dev.kiseki.event.wire.proto.Dataset.newBuilder()
            .setName(dataset.name())
            .setDigest(dataset.digest())
            .setSourceType(dataset.sourceType())
            .setSource(dataset.source());
    dataset.schema().ifPresent(schema -> message.setSchema(toProto(schema)));
    dataset.profile().ifPresent(profile -> message.setProfile(toProto(profile)));
    return message.build();
  }

  static Dataset fromProto(dev.kiseki.event.wire.proto.Dataset message) {
    return new Dataset(
        message.getName(),
        message.getDigest(),
        message.getSourceType(),
        message.getSource(),
        message.hasSchema() ? Optional.of(fromProto(message.getSchema())) : Optional.empty(),
        message.hasProfile() ? Optional.of(fromProto(message.getProfile())) : Optional.empty());
  }

  private static dev.kiseki.event.wire.proto.LongText toProto(LongText text) {
    var message = dev.kiseki.event.wire.proto.LongText.newBuilder().setLength(text.length());
    // Nobody changes these bytes, and there may be megabytes of them.
    var bytes = UnsafeByteOperations.unsafeWrap(text.bytes());
    return text.deflated() ? message.setDeflated(bytes).build() : message.setUtf8(bytes).build();
  }

  private static LongText fromProto(dev.kiseki.event.wire.proto.LongText message) {
    return message.getDeflated().isEmpty()
        ? LongText.plain(message.getUtf8().toByteArray())
        : LongText.deflated(message.getDeflated().toByteArray(), message.getLength());
  }
}
