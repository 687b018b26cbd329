package dev.kiseki.store.shard;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunLinksCodec;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.document.proto.StoredLinks;
import dev.kiseki.store.document.proto.StoredRun;
import dev.kiseki.store.shard.proto.RunReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A run as it travels: a {@link RunReply} in its bytes, read where it lies. A row of a search is
 * looked at once and written out once, so making a document of it would cost more than the rest.
 * Making one costs a pass over the bytes, which nobody may change afterwards.
 */
public final class PackedRun {
  /** A text field, or a list of texts. */
  public enum Texts {
    RUN_ID(StoredRun.RUN_ID_FIELD_NUMBER),
    NAME(StoredRun.NAME_FIELD_NUMBER),
    USER_ID(StoredRun.USER_ID_FIELD_NUMBER),
    ARTIFACT_URI(StoredRun.ARTIFACT_URI_FIELD_NUMBER),
    PARAM_KEYS(StoredRun.PARAM_KEYS_FIELD_NUMBER),
    PARAM_VALUES(StoredRun.PARAM_VALUES_FIELD_NUMBER),
    TAG_KEYS(StoredRun.TAG_KEYS_FIELD_NUMBER),
    TAG_VALUES(StoredRun.TAG_VALUES_FIELD_NUMBER),
    METRIC_KEYS(StoredRun.METRIC_KEYS_FIELD_NUMBER);

    private final int field;

    Texts(int field) {
      this.field = field;
    }
  }

  private final byte[] bytes;
  private final FieldPlaces places;

  private PackedRun(byte[] bytes, FieldPlaces places) {
    this.bytes = bytes;
    this.places = places;
  }

  public static PackedRun of(RunView view) {
    return of(RunReplies.toProto(view).toByteArray());
  }

  /**
   * @param reply a RunReply; not copied
   * @throws IllegalStateException when it is damaged
   */
  public static PackedRun of(byte[] reply) {
    try {
      PackedRun run = new PackedRun(reply, FieldPlaces.in(reply).orElse(null));
      if (run.places == null) {
        byte[] usual = RunReply.parseFrom(reply).toByteArray();
        run = new PackedRun(usual, FieldPlaces.in(usual).orElseThrow());
      }
      run.check();
      return run;
    } catch (IOException e) {
      throw new IllegalStateException("a packed run is damaged", e);
    }
  }

  private void check() throws IOException {
    if (count(Texts.PARAM_KEYS) != count(Texts.PARAM_VALUES)
        || count(Texts.TAG_KEYS) != count(Texts.TAG_VALUES)
        || !metrics().hold(count(Texts.METRIC_KEYS))) {
      throw new IllegalStateException("a packed run has keys without values");
    }
  }

  /** The bytes that places of texts are in. Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** 0 or 1 for a single field. */
  public int count(Texts texts) {
    return places.count(texts.field);
  }

  /** The texts in their order, those of keys and values side by side. */
  public PackedTexts texts(Texts texts) {
    return new PackedTexts(bytes, places.at(texts.field), places.count(texts.field));
  }

  /** A single field's text; empty when it is not there. */
  public String text(Texts field) {
    PackedTexts text = texts(field);
    return text.next() ? text.text() : "";
  }

  /** The metrics in the order of their keys, which are not in it. */
  public PackedMetrics metrics() {
    return new PackedMetrics(
        bytes,
        places.at(StoredRun.METRIC_VALUES_FIELD_NUMBER),
        places.at(StoredRun.METRIC_TIMESTAMPS_FIELD_NUMBER),
        places.at(StoredRun.METRIC_STEPS_FIELD_NUMBER));
  }

  public ExperimentId experiment() {
    return new ExperimentId(number(StoredRun.EXPERIMENT_ID_FIELD_NUMBER));
  }

  public RunStatus status() {
    // As RunDocumentCodec: the number of a later release is a run that goes on.
    return RunStatus.ofNumber(number(StoredRun.STATUS_FIELD_NUMBER)).orElse(RunStatus.RUNNING);
  }

  public long startTimeMillis() {
    return number(StoredRun.START_TIME_MS_FIELD_NUMBER);
  }

  public OptionalLong endTimeMillis() {
    return places.at(StoredRun.END_TIME_MS_FIELD_NUMBER) == 0
        ? OptionalLong.empty()
        : OptionalLong.of(number(StoredRun.END_TIME_MS_FIELD_NUMBER));
  }

  /** The stage in effect. */
  public LifecycleStage stage() {
    return places.deleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE;
  }

  /** What it read and made; costs nothing when that is nothing. */
  public RunLinks links() {
    int at = places.at(StoredRun.LINKS_FIELD_NUMBER);
    if (at == 0) {
      return RunLinks.NONE;
    }
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, at, bytes.length - at);
      in.readTag();
      int outer = in.pushLimit(in.readRawVarint32());
      RunLinks links = RunLinksCodec.fromProto(StoredLinks.parseFrom(in));
      in.popLimit(outer);
      return links;
    } catch (IOException e) {
      throw new UncheckedIOException("links that were passed before", e);
    }
  }

  /** What the data sets are that it read, in the order of its links. A pass over the bytes. */
  public List<Dataset> datasets() {
    try {
      List<ByteString> encoded = new ArrayList<>();
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == RunReply.DATASETS_FIELD_NUMBER) {
          encoded.add(in.readBytes());
        } else if (!in.skipField(tag)) {
          break;
        }
      }
      return RunReplies.datasets(encoded);
    } catch (IOException e) {
      throw new UncheckedIOException("a packed run that was passed before", e);
    }
  }

  /** Everything; costs some ten times what making this cost. */
  public RunView view() {
    try {
      return RunReplies.fromProto(RunReply.parseFrom(bytes));
    } catch (IOException e) {
      throw new IllegalStateException("a packed run is damaged", e);
    }
  }

  private long number(int field) {
    int at = places.at(field);
    if (at == 0) {
      return 0;
    }
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, at, bytes.length - at);
      in.readTag();
      return in.readInt64();
    } catch (IOException e) {
      throw new UncheckedIOException("a number that was passed before", e);
    }
  }
}
