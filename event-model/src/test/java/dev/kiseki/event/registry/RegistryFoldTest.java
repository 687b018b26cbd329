package dev.kiseki.event.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.registry.RegistryChange.CreateModel;
import dev.kiseki.event.registry.RegistryChange.CreateVersion;
import dev.kiseki.event.registry.RegistryChange.DeleteAlias;
import dev.kiseki.event.registry.RegistryChange.DeleteModel;
import dev.kiseki.event.registry.RegistryChange.DeleteVersion;
import dev.kiseki.event.registry.RegistryChange.DescribeModel;
import dev.kiseki.event.registry.RegistryChange.DescribeVersion;
import dev.kiseki.event.registry.RegistryChange.MoveVersion;
import dev.kiseki.event.registry.RegistryChange.RenameModel;
import dev.kiseki.event.registry.RegistryChange.SetAlias;
import dev.kiseki.event.registry.RegistryChange.SetModelTag;
import dev.kiseki.event.registry.RegistryChange.SetVersionTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RegistryFoldTest {
  private static final String MODEL = "fraud";

  private Registry registry = Registry.EMPTY;
  private long offset;

  private Verdict apply(RegistryChange change, Expected expected) {
    offset++;
    RegistryFold.Outcome outcome =
        RegistryFold.apply(registry, change, expected, 1_000 + offset, offset);
    registry = outcome.next();
    return outcome.verdict();
  }

  private Verdict apply(RegistryChange change) {
    return apply(change, Expected.ANYTHING);
  }

  private void applied(RegistryChange change) {
    assertThat(apply(change)).isEqualTo(Verdict.APPLIED);
  }

  private void refused(RegistryChange change, ErrorCode code, String message) {
    Registry before = registry;
    assertThat(apply(change)).isEqualTo(Verdict.rejected(code, message));
    assertThat(registry).isSameAs(before);
  }

  private static CreateModel model(String name, KeyValue... tags) {
    return new CreateModel(name, "", List.of(tags));
  }

  private static CreateVersion version(String model, String run) {
    return new CreateVersion(model, "s3://bucket/" + run, "", run, "", "", List.of());
  }

  private RegisteredModel fraud() {
    return registry.model(MODEL).orElseThrow();
  }

  private ModelVersion fraud(int number) {
    return fraud().versions().get(number).orElseThrow();
  }

  @Test
  void numbersGoOnWhateverIsDeleted() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    applied(version(MODEL, "b"));
    applied(version(MODEL, "c"));
    applied(new DeleteVersion(MODEL, 3));
    applied(version(MODEL, "d"));
    applied(new DeleteVersion(MODEL, 1));
    applied(version(MODEL, "e"));

    List<Integer> numbers = new ArrayList<>();
    fraud().versions().forEach(version -> numbers.add(version.number()));
    assertThat(numbers).containsExactly(2, 4, 5);
    assertThat(registry.versions()).isEqualTo(3);
    assertThat(fraud().updatedAtMillis()).isEqualTo(1_000 + offset);
  }

  @Test
  void aModelMadeAgainBeginsAnewButItsNameRemembers() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    applied(new DeleteModel(MODEL));
    refused(
        version(MODEL, "b"),
        ErrorCode.RESOURCE_DOES_NOT_EXIST,
        "Registered Model with name=fraud not found");
    applied(model(MODEL));
    applied(version(MODEL, "b"));

    assertThat(fraud().lastNumber()).isEqualTo(1);
    List<Long> history = new ArrayList<>();
    for (int i = 0; i < registry.history(MODEL).size(); i++) {
      history.add(registry.history(MODEL).get(i));
    }
    assertThat(history).containsExactly(1L, 2L, 3L, 5L, 6L);
    List<Integer> ofA = new ArrayList<>();
    registry.forEachVersionOf("a", (model, version) -> ofA.add(version.number()));
    assertThat(ofA).isEmpty();
  }

  @Test
  void takenNamesAreToldApartByKind() {
    KeyValue prompt = new KeyValue(RegisteredModel.IS_PROMPT, "true");
    applied(model(MODEL));
    applied(model("ask", prompt));

    refused(
        model(MODEL),
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Registered Model (name=fraud) already exists.");
    refused(
        model("ask", prompt),
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Prompt (name=ask) already exists.");
    refused(
        model("ask"),
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Tried to create a registered model with name 'ask', but the name is already taken by a"
            + " prompt. MLflow does not allow creating a model and a prompt with the same name.");
    refused(
        new RenameModel(MODEL, "ask"),
        ErrorCode.RESOURCE_ALREADY_EXISTS,
        "Registered Model (name=ask) already exists.");
  }

  @Test
  void anAliasMovesAndDiesWithItsVersion() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    applied(version(MODEL, "b"));
    applied(new SetAlias(MODEL, "champion", 1));
    applied(new SetAlias(MODEL, "champion", 2));
    refused(
        new SetAlias(MODEL, "champion", 9),
        ErrorCode.RESOURCE_DOES_NOT_EXIST,
        "Model Version (name=fraud, version=9) not found");

    assertThat(fraud().aliases().get("champion").orElseThrow().version()).isEqualTo(2);
    assertThat(fraud().aliasesOf(2)).containsExactly("champion");
    applied(new DeleteVersion(MODEL, 2));
    assertThat(fraud().aliases().isEmpty()).isTrue();
  }

  @Test
  void ofTwoPromotionsThatSawTheSameOnlyOneIsMade() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    applied(version(MODEL, "b"));
    assertThat(apply(new SetAlias(MODEL, "champion", 1), Expected.ABSENT))
        .isEqualTo(Verdict.APPLIED);
    long seen = fraud().aliases().get("champion").orElseThrow().revision();

    assertThat(apply(new SetAlias(MODEL, "champion", 2), Expected.at(seen)))
        .isEqualTo(Verdict.APPLIED);
    assertThat(apply(new SetAlias(MODEL, "champion", 1), Expected.at(seen)))
        .isInstanceOfSatisfying(
            Verdict.Rejected.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_CONFLICT);
              assertThat(refusal.message()).contains("at revision 5", "version=2", "revision 4");
            });
    assertThat(apply(new SetAlias(MODEL, "champion", 1), Expected.ABSENT))
        .isInstanceOf(Verdict.Rejected.class);
    assertThat(fraud().aliases().get("champion").orElseThrow().version()).isEqualTo(2);
    applied(new DeleteAlias(MODEL, "champion"));
    assertThat(apply(new DeleteAlias(MODEL, "champion"), Expected.at(5)))
        .isInstanceOf(Verdict.Rejected.class);
  }

  @Test
  void revisionsAreOfWhatIsChanged() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    applied(version(MODEL, "b"));
    applied(new SetVersionTag(MODEL, 1, "k", "v"));

    assertThat(fraud(1).revision()).isEqualTo(4);
    assertThat(fraud(2).revision()).isEqualTo(3);
    assertThat(fraud().revision()).isEqualTo(4);
    assertThat(apply(new DescribeVersion(MODEL, 2, Optional.of("d")), Expected.at(3)))
        .isEqualTo(Verdict.APPLIED);
    assertThat(apply(new DescribeModel(MODEL, "d"), Expected.at(4)))
        .isInstanceOf(Verdict.Rejected.class);
  }

  @Test
  void archivingTakesTheOthersOfTheStageOnly() {
    applied(model(MODEL));
    for (String run : List.of("a", "b", "c")) {
      applied(version(MODEL, run));
    }
    applied(new MoveVersion(MODEL, 1, ModelStage.PRODUCTION, false));
    applied(new MoveVersion(MODEL, 2, ModelStage.STAGING, false));
    applied(new MoveVersion(MODEL, 3, ModelStage.PRODUCTION, true));

    assertThat(fraud(1).stage()).isEqualTo(ModelStage.ARCHIVED);
    assertThat(fraud(2).stage()).isEqualTo(ModelStage.STAGING);
    assertThat(fraud(3).stage()).isEqualTo(ModelStage.PRODUCTION);
    assertThat(fraud().latestVersions()).containsExactly(fraud(1), fraud(2), fraud(3));
    assertThat(fraud(1).updatedAtMillis()).isEqualTo(1_000 + offset);
  }

  @Test
  void renamingTakesEverythingAlong() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    applied(new SetAlias(MODEL, "champion", 1));
    applied(new RenameModel(MODEL, "fraud2"));

    assertThat(registry.model(MODEL)).isEmpty();
    RegisteredModel renamed = registry.model("fraud2").orElseThrow();
    assertThat(renamed.aliasesOf(1)).containsExactly("champion");
    assertThat(renamed.versions().get(1).orElseThrow().updatedAtMillis()).isEqualTo(1_004);
    List<String> names = new ArrayList<>();
    registry.forEachVersionOf("a", (model, version) -> names.add(model.name()));
    assertThat(names).containsExactly("fraud2");
    assertThat(registry.history("fraud2").size()).isEqualTo(4);
    assertThat(registry.history(MODEL).size()).isEqualTo(4);
  }

  @Test
  void tagsMoveNoTime() {
    applied(model(MODEL));
    applied(version(MODEL, "a"));
    long updated = fraud().updatedAtMillis();
    applied(new SetModelTag(MODEL, "k", "v"));
    applied(new SetVersionTag(MODEL, 1, "k", "v"));
    applied(new SetAlias(MODEL, "champion", 1));

    assertThat(fraud().updatedAtMillis()).isEqualTo(updated);
    assertThat(fraud(1).updatedAtMillis()).isEqualTo(updated);
  }
}
