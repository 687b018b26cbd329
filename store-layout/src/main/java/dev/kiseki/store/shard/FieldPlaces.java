package dev.kiseki.store.shard;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.kiseki.store.document.proto.StoredRun;
import dev.kiseki.store.shard.proto.RunReply;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where each field of the run lies in the bytes of a RunReply. A field stands in one piece, as
 * every serializer writes it; the entries of a list follow each other.
 */
final class FieldPlaces {
  private static final int RUN =
      (RunReply.RUN_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int DELETED =
      (RunReply.DELETED_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_VARINT;

  private static final int FIELDS = 1 + last(StoredRun.getDescriptor().getFields());

  /** By field number: the wire type it has, -1 = not known here. */
  private static final int[] WIRE_TYPES = new int[FIELDS];

  /** By field number: whether it comes once for each entry. */
  private static final boolean[] LISTS = new boolean[FIELDS];

  static {
    Arrays.fill(WIRE_TYPES, -1);
    for (FieldDescriptor field : StoredRun.getDescriptor().getFields()) {
      WIRE_TYPES[field.getNumber()] =
          field.isPackable()
              ? WireFormat.WIRETYPE_LENGTH_DELIMITED
              : field.getLiteType().getWireType();
      LISTS[field.getNumber()] = field.isRepeated() && !field.isPackable();
    }
  }

  /** By field number: where its first tag begins, 0 = the field is not there. */
  private final int[] at = new int[FIELDS];

  /** By field number: how often its tag comes. */
  private final int[] tags = new int[FIELDS];

  private boolean deleted;

  private FieldPlaces() {}

  private static int last(List<FieldDescriptor> fields) {
    return fields.stream().mapToInt(FieldDescriptor::getNumber).max().orElse(0);
  }

  /** Empty when a field comes in several pieces, or packed where it usually is not. */
  static Optional<FieldPlaces> in(byte[] reply) throws IOException {
    FieldPlaces places = new FieldPlaces();
    boolean run = false;
    CodedInputStream in = CodedInputStream.newInstance(reply);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == RUN) {
        if (run || !places.run(in)) {
          return Optional.empty();
        }
        run = true;
      } else if (tag == DELETED) {
        places.deleted = in.readBool();
      } else {
        skip(in, tag);
      }
    }
    return Optional.of(places);
  }

  private boolean run(CodedInputStream in) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    int before = 0;
    int from = in.getTotalBytesRead();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field < FIELDS && WIRE_TYPES[field] >= 0) {
        boolean again = at[field] != 0;
        if (WIRE_TYPES[field] != WireFormat.getTagWireType(tag)
            || (again && (field != before || !LISTS[field]))) {
          return false;
        }
        at[field] = again ? at[field] : from;
        tags[field]++;
      }
      before = field;
      skip(in, tag);
      from = in.getTotalBytesRead();
    }
    in.popLimit(outer);
    return true;
  }

  private static void skip(CodedInputStream in, int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("a group ends that never began");
    }
  }

  boolean deleted() {
    return deleted;
  }

  /** 0 = nowhere. */
  int at(int field) {
    return at[field];
  }

  /** Entries of a list; 0 or 1 of any other field. */
  int count(int field) {
    return tags[field];
  }
}
