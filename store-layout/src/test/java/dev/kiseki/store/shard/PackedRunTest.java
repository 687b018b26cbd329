package dev.kiseki.store.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.store.document.proto.StoredRun;
import dev.kiseki.store.shard.PackedRun.Texts;
import dev.kiseki.store.shard.proto.RunReply;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedRunTest {
  private static final StoredRun RUN =
      StoredRun.newBuilder()
          .setRunId("r1")
          .setExperimentId(7)
          .setName("näme")
          .addParamKeys("a")
          .addParamValues("1")
          .addParamKeys("b")
          .addParamValues("")
          .addMetricKeys("m")
          .addMetricValues(0.5)
          .addMetricTimestamps(-3)
          .addMetricSteps(-1)
          .build();

  @Test
  void fieldsThatAreNotThereHaveTheirDefaults() {
    PackedRun run = PackedRun.of(new byte[0]);
    assertThat(run.text(Texts.RUN_ID)).isEmpty();
    assertThat(run.startTimeMillis()).isZero();
    assertThat(run.endTimeMillis()).isEmpty();
    assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(run.texts(Texts.TAG_KEYS).next()).isFalse();
    assertThat(run.metrics().next()).isFalse();
  }

  @Test
  void anEndTimeOfZeroIsOne() {
    assertThat(packed(RUN.toBuilder().setEndTimeMs(0).build()).endTimeMillis()).hasValue(0);
  }

  /** Proto lets a sender split any message and repeat any field; what comes later wins. */
  @Test
  void fieldsInPiecesAndOutOfOrderAreReadAsProtobufReadsThem() {
    StoredRun more =
        StoredRun.newBuilder().setRunId("r2").addParamKeys("c").addParamValues("2").build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(reply(RUN));
    bytes.writeBytes(reply(more));

    PackedRun run = PackedRun.of(bytes.toByteArray());
    assertThat(run.text(Texts.RUN_ID)).isEqualTo("r2");
    assertThat(run.texts(Texts.PARAM_KEYS).next()).isTrue();
    assertThat(run.view().run().params().get("c")).hasValue("2");

    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RUN.toByteArray());
    inner.writeBytes(more.toByteArray());
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    outer.write(RunReply.RUN_FIELD_NUMBER << 3 | 2);
    outer.write(inner.size());
    outer.writeBytes(inner.toByteArray());
    assertThat(PackedRun.of(outer.toByteArray()).view()).isEqualTo(run.view());
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 28, 90})
  void fieldsOfALaterReleaseArePassedOver(int number) {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
            .build();
    PackedRun run = packed(RUN.toBuilder().setUnknownFields(later).build());
    assertThat(run.text(Texts.NAME)).isEqualTo("näme");
    assertThat(run.metrics().next()).isTrue();
  }

  @Test
  void keysWithoutValuesAreRefused() {
    refused(run -> run.addParamKeys("c"));
    refused(run -> run.addTagValues("c"));
    refused(run -> run.addMetricKeys("n"));
    refused(run -> run.addMetricValues(1));
    refused(StoredRun.Builder::clearMetricTimestamps);
    refused(run -> run.addMetricSteps(1));
  }

  @Test
  void bytesThatEndTooEarlyAreRefused() {
    byte[] reply = reply(RUN);
    for (int length = 1; length < reply.length; length++) {
      byte[] cut = Arrays.copyOf(reply, length);
      assertThatThrownBy(() -> PackedRun.of(cut)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static void refused(UnaryOperator<StoredRun.Builder> change) {
    StoredRun changed = change.apply(RUN.toBuilder()).build();
    assertThatThrownBy(() -> packed(changed)).isInstanceOf(IllegalStateException.class);
  }

  private static PackedRun packed(StoredRun run) {
    return PackedRun.of(reply(run));
  }

  private static byte[] reply(StoredRun run) {
    return RunReply.newBuilder().setRun(run).build().toByteArray();
  }
}
