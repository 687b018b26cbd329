package dev.kiseki.store.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.scan.proto.AggregateCompare;
import dev.kiseki.store.scan.proto.AggregateOf;
import dev.kiseki.store.scan.proto.Condition;
import dev.kiseki.store.scan.proto.ScanQuery;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunQueryCodecTest {
  /** One of everything; extend with a new query, never change this one. */
  private static final RunQuery EVERYTHING =
      new RunQuery(
          Set.of(new ExperimentId(3), new ExperimentId(0)),
          ViewType.ALL,
          new RunPredicate.AllOf(
              List.of(
                  new RunPredicate.MetricCompare("loss", Comparison.LESS, 0.5),
                  new RunPredicate.TimeCompare(
                      TimeAttribute.END_TIME, Comparison.GREATER_OR_EQUAL, 1700000000000L, true),
                  new RunPredicate.TextMatch(new TextOf.Param("p"), new TextTest.Like("a%", false)),
                  new RunPredicate.TextMatch(new TextOf.Tag("t"), new TextTest.Like("A_", true)),
                  new RunPredicate.TextMatch(
                      new TextOf.Attribute(TextAttribute.STATUS), new TextTest.Equal("FINISHED")),
                  new RunPredicate.TextMatch(
                      new TextOf.Attribute(TextAttribute.USER_ID), new TextTest.NotEqual("me")),
                  new RunPredicate.TextMatch(
                      new TextOf.Attribute(TextAttribute.RUN_ID),
                      new TextTest.OneOf(Set.of("b", "a"))),
                  new RunPredicate.DatasetMatch(
                      DatasetField.CONTEXT, new TextTest.NoneOf(Set.of("train"))),
                  new RunPredicate.Presence(new TextOf.Tag("é"), false))),
          List.of(
              new OrderKey(new OrderKey.Metric("loss"), false),
              new OrderKey(new OrderKey.Text(new TextOf.Param("p")), true)),
          Optional.of(
              new SortKey(
                  List.of(
                      new SortValue.Numeric(Double.NaN),
                      new SortValue.Missing(),
                      new SortValue.Whole(-1),
                      new SortValue.Text("run")))));

  private static final String GOLDEN_1 =
      "08011202000318032296010a93010a1312110a046c6f7373100519000000000000e03f0a0f1a0d08"
          + "0210041880a0abfef96220010a0d220b0a030a017012041a0261250a0d220b0a0312017412042202"
          + "415f0a1222100a021803120a0a0846494e49534845440a0c220a0a021804120412026d650a10220e"
          + "0a02180112082a060a01610a01620a0f320d0803120932070a05747261696e0a082a060a041202c3"
          + "a92a080a046c6f737320012a0512030a0170321a0a0911000000000000f87f0a0208010a0218010a"
          + "05220372756e";

  /** What came to the language later, in one query; an older reader refuses each of them. */
  private static final RunQuery BEYOND =
      new RunQuery(
          Set.of(new ExperimentId(1)),
          ViewType.ACTIVE_ONLY,
          new RunPredicate.AnyOf(
              List.of(
                  new RunPredicate.Not(new RunPredicate.MetricPresence("loss", true)),
                  new RunPredicate.TimePresence(TimeAttribute.END_TIME, false),
                  new RunPredicate.TimeCompare(
                      TimeAttribute.DURATION, Comparison.GREATER, 7_200_000, false),
                  new RunPredicate.TextMatch(
                      new TextOf.Param("p"), new TextTest.Between("a", "m", true)),
                  new RunPredicate.TextMatch(
                      new TextOf.Tag("t"), new TextTest.Between("a", "m", false)))),
          List.of(new OrderKey(new OrderKey.Time(TimeAttribute.DURATION), true)),
          Optional.empty());

  private static final String GOLDEN_BEYOND =
      "0801120101180122493a470a0c420a4a080a046c6f737310010a04520208020a0b1a09080310031880"
          + "f4ee060a11220f0a030a017012083a060a016112016d0a11220f0a03120174120842060a016112016d"
          + "2a021803";

  private static final RunQuery AGGREGATES =
      new RunQuery(
          Set.of(new ExperimentId(1)),
          ViewType.ACTIVE_ONLY,
          new RunPredicate.AllOf(
              Stream.of(MetricAggregate.values())
                  .<RunPredicate>map(
                      of -> new RunPredicate.MetricCompare("m", of, Comparison.GREATER, 0.5))
                  .toList()),
          List.of(
              new OrderKey(new OrderKey.Metric("m", MetricAggregate.MIN), false),
              new OrderKey(new OrderKey.Metric("m"), true)),
          Optional.empty());

  private static final String GOLDEN_AGGREGATES =
      "0801120101180122c5010ac2010a10120e0a016d100319000000000000e03f0a145a120a050a016d"
          + "1001100319000000000000e03f0a145a120a050a016d1002100319000000000000e03f0a145a120a"
          + "050a016d1003100319000000000000e03f0a145a120a050a016d1004100319000000000000e03f0a"
          + "145a120a050a016d1005100319000000000000e03f0a145a120a050a016d10061003190000000000"
          + "00e03f0a145a120a050a016d1007100319000000000000e03f0a145a120a050a016d100810031900"
          + "0000000000e03f2a0920012a050a016d10012a030a016d";

  private static final RunQuery MODELS =
      new RunQuery(
          DocumentKind.LOGGED_MODEL,
          Set.of(new ExperimentId(1)),
          ViewType.ACTIVE_ONLY,
          new RunPredicate.AllOf(
              List.of(
                  new PointMatch(
                      Optional.of("acc"),
                      List.of(
                          new PointMatch.ValueTest(Comparison.GREATER, 0.5),
                          new PointMatch.ValueTest(Comparison.LESS_OR_EQUAL, 1)),
                      List.of(
                          new PointMatch.Dataset("d", Optional.of("")),
                          new PointMatch.Dataset("e", Optional.empty()))),
                  new PointMatch(Optional.empty(), List.of(), List.of()),
                  new RunPredicate.TextMatch(
                      new TextOf.Attribute(TextAttribute.MODEL_STATUS),
                      new TextTest.Equal("READY")),
                  new RunPredicate.TextMatch(
                      new TextOf.Attribute(TextAttribute.MODEL_TYPE), new TextTest.NotEqual("")))),
          List.of(
              new OrderKey(new OrderKey.Point("acc", "d", ""), false),
              new OrderKey(
                  new OrderKey.Text(new TextOf.Attribute(TextAttribute.SOURCE_RUN_ID)), true)),
          Optional.empty());

  private static final String GOLDEN_MODELS =
      "0802120101180122540a520a2e92032b0a03616363120b080311000000000000e03f120b08061100"
          + "0000000000f03f1a050a016412001a030a01650a039203000a0f220d0a02183412070a0552454144"
          + "590a0a22080a021832120212002a0d20019203080a036163631201642a0412021833900301";

  @Test
  void theBytesOfASearchOfLoggedModelsStay() {
    assertThat(HexFormat.of().formatHex(RunQueryCodec.encode(MODELS))).isEqualTo(GOLDEN_MODELS);
    assertThat(RunQueryCodec.decode(HexFormat.of().parseHex(GOLDEN_MODELS))).isEqualTo(MODELS);
  }

  @Test
  void aReaderOfRunsAloneRefusesASearchOfLoggedModels() throws Exception {
    assertThat(ScanQuery.parseFrom(RunQueryCodec.encode(MODELS)).getVersion()).isEqualTo(2);
    byte[] later = ScanQuery.newBuilder().setVersion(2).setView(1).setKind(9).build().toByteArray();

    assertThatThrownBy(() -> RunQueryCodec.decode(later))
        .isInstanceOf(UnreadableQueryException.class)
        .hasMessage("unknown kind of document 9");
  }

  @Test
  void theBytesOfAggregatesStayAndTheLatestValueIsWrittenAsBefore() {
    assertThat(HexFormat.of().formatHex(RunQueryCodec.encode(AGGREGATES)))
        .isEqualTo(GOLDEN_AGGREGATES);
    assertThat(RunQueryCodec.decode(HexFormat.of().parseHex(GOLDEN_AGGREGATES)))
        .isEqualTo(AGGREGATES);
  }

  @Test
  void anUnknownAggregateIsRefused() {
    byte[] unknown =
        ScanQuery.newBuilder()
            .setVersion(1)
            .setView(1)
            .setCondition(
                Condition.newBuilder()
                    .setAggregate(
                        AggregateCompare.newBuilder()
                            .setOf(AggregateOf.newBuilder().setMetric("m").setAggregate(99))
                            .setComparison(1)))
            .build()
            .toByteArray();

    assertThatThrownBy(() -> RunQueryCodec.decode(unknown))
        .isInstanceOf(UnreadableQueryException.class)
        .hasMessage("unknown aggregate of a metric 99");
  }

  @Test
  void theBytesOfLaterConditionsStay() {
    assertThat(HexFormat.of().formatHex(RunQueryCodec.encode(BEYOND))).isEqualTo(GOLDEN_BEYOND);
    assertThat(RunQueryCodec.decode(HexFormat.of().parseHex(GOLDEN_BEYOND))).isEqualTo(BEYOND);
  }

  @Test
  void conditionsAsDeepAsAllowedAreReadAndDeeperOnesRefused() {
    byte[] deepest = RunQueryCodec.encode(nested(RunPredicate.MOST_LEVELS));
    assertThat(RunQueryCodec.decode(deepest)).isEqualTo(nested(RunPredicate.MOST_LEVELS));

    for (int levels : List.of(RunPredicate.MOST_LEVELS + 1, 600)) {
      byte[] tooDeep = RunQueryCodec.encode(nested(levels));
      assertThatThrownBy(() -> RunQueryCodec.decode(tooDeep))
          .isInstanceOf(UnreadableQueryException.class);
    }
  }

  /** Joins and negations in turn, so that both kinds of messages count. */
  private static RunQuery nested(int levels) {
    RunPredicate predicate = new RunPredicate.MetricCompare("m", Comparison.GREATER, 1);
    for (int i = 0; i < levels; i++) {
      predicate =
          switch (i % 3) {
            case 0 -> new RunPredicate.AllOf(List.of(predicate));
            case 1 -> new RunPredicate.Not(predicate);
            default -> new RunPredicate.AnyOf(List.of(predicate));
          };
    }
    return new RunQuery(Set.of(), ViewType.ALL, predicate, List.of(), Optional.empty());
  }

  @Test
  void aNegationOfNothingIsRefused() {
    byte[] negation =
        ScanQuery.newBuilder()
            .setVersion(1)
            .setView(1)
            .setCondition(Condition.newBuilder().setNot(Condition.getDefaultInstance()))
            .build()
            .toByteArray();

    assertThatThrownBy(() -> RunQueryCodec.decode(negation))
        .isInstanceOf(UnreadableQueryException.class)
        .hasMessage("a condition of an unknown kind");
  }

  @Test
  void theBytesOfVersionOneStay() {
    assertThat(HexFormat.of().formatHex(RunQueryCodec.encode(EVERYTHING))).isEqualTo(GOLDEN_1);
    assertThat(RunQueryCodec.decode(HexFormat.of().parseHex(GOLDEN_1))).isEqualTo(EVERYTHING);
  }

  @Test
  void aLaterVersionIsRefused() {
    byte[] later = ScanQuery.newBuilder().setVersion(3).setView(1).build().toByteArray();

    assertThatThrownBy(() -> RunQueryCodec.decode(later))
        .isInstanceOf(UnreadableQueryException.class)
        .hasMessage("a run query of version 3; this release reads 1 and 2");
  }

  @Test
  void aConditionOfAnUnknownKindIsRefusedAndNotSkipped() {
    byte[] unknown = ScanQuery.newBuilder().setVersion(1).setView(1).build().toByteArray();

    assertThatThrownBy(() -> RunQueryCodec.decode(unknown))
        .isInstanceOf(UnreadableQueryException.class)
        .hasMessage("a condition of an unknown kind");
  }

  @Test
  void damagedBytesAreRefused() {
    assertThatThrownBy(() -> RunQueryCodec.decode(new byte[] {(byte) 0xff, 1}))
        .isInstanceOf(UnreadableQueryException.class);
    assertThatThrownBy(() -> SortKeyCodec.decode(new byte[] {10, 9, 1}))
        .isInstanceOf(UnreadableQueryException.class);
  }

  @Test
  void aPositionOfAnotherOrderIsRefused() {
    SortKey tooShort = new SortKey(List.of(new SortValue.Text("run")));
    SortKey wrongKind = new SortKey(List.of(new SortValue.Text("5"), new SortValue.Text("run")));

    for (SortKey position : List.of(tooShort, wrongKind)) {
      assertThatThrownBy(
              () ->
                  new RunQuery(
                      Set.of(),
                      ViewType.ALL,
                      RunPredicate.anything(),
                      List.of(),
                      Optional.of(position)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
