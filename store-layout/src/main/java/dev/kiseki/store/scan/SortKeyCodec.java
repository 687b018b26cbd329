package dev.kiseki.store.scan;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.store.scan.proto.SortItem;
import dev.kiseki.store.scan.proto.SortPosition;

/**
 * Places in an order to the message of {@code kiseki-scan.proto} and back; also for page tokens.
 */
public final class SortKeyCodec {
  private SortKeyCodec() {}

  public static byte[] encode(SortKey key) {
    return toProto(key).toByteArray();
  }

  /**
   * @throws UnreadableQueryException when the bytes are damaged or of a later version
   */
  public static SortKey decode(byte[] bytes) {
    try {
      return fromProto(SortPosition.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableQueryException("the bytes are no position", e);
    }
  }

  static SortPosition toProto(SortKey key) {
    SortPosition.Builder position = SortPosition.newBuilder();
    key.values().forEach(value -> position.addItems(value.match(ToItem.INSTANCE)));
    return position.build();
  }

  static SortKey fromProto(SortPosition position) {
    return new SortKey(position.getItemsList().stream().map(SortKeyCodec::fromProto).toList());
  }

  private static SortValue fromProto(SortItem item) {
    return switch (item.getKindCase()) {
      case MISSING -> new SortValue.Missing();
      case NUMBER -> new SortValue.Numeric(item.getNumber());
      case WHOLE -> new SortValue.Whole(item.getWhole());
      case TEXT -> new SortValue.Text(item.getText());
      case KIND_NOT_SET -> throw new UnreadableQueryException("a position without a value");
    };
  }

  private enum ToItem implements SortValue.Cases<SortItem> {
    INSTANCE;

    @Override
    public SortItem missing() {
      return SortItem.newBuilder().setMissing(true).build();
    }

    @Override
    public SortItem number(SortValue.Numeric number) {
      return SortItem.newBuilder().setNumber(number.value()).build();
    }

    @Override
    public SortItem whole(SortValue.Whole whole) {
      return SortItem.newBuilder().setWhole(whole.value()).build();
    }

    @Override
    public SortItem text(SortValue.Text text) {
      return SortItem.newBuilder().setText(text.value()).build();
    }
  }
}
