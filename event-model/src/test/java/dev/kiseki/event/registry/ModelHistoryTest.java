package dev.kiseki.event.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.registry.RegistryChange.CreateModel;
import dev.kiseki.event.registry.RegistryChange.CreateVersion;
import dev.kiseki.event.registry.RegistryChange.DeleteModel;
import dev.kiseki.event.registry.RegistryChange.DescribeModel;
import dev.kiseki.event.registry.RegistryChange.RenameModel;
import dev.kiseki.event.registry.RegistryChange.SetAlias;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ModelHistoryTest {
  /** What is told of a name after all of these were applied, one record each. */
  private static List<ModelHistory.Told> told(String name, List<RegistryChange> changes) {
    Registry registry = Registry.EMPTY;
    for (int offset = 0; offset < changes.size(); offset++) {
      Registry before = registry;
      registry =
          RegistryFold.apply(before, changes.get(offset), Expected.ANYTHING, offset, offset).next();
      assertThat(registry).as("applied: %s", changes.get(offset)).isNotSameAs(before);
    }
    OffsetList offsets = registry.history(name);
    ModelHistory history = new ModelHistory();
    List<ModelHistory.Told> told = new ArrayList<>();
    for (int i = 0; i < offsets.size(); i++) {
      long offset = offsets.get(i);
      told.add(history.add(changes.get((int) offset), offset, offset));
    }
    return told;
  }

  private static CreateModel create(String name, String description) {
    return new CreateModel(name, description, List.of());
  }

  private static CreateVersion version(String name) {
    return new CreateVersion(name, "s3://b/x", "", "", "", "", List.of());
  }

  @Test
  void anAliasTellsWhatItStoodForBefore() {
    List<ModelHistory.Told> told =
        told(
            "a",
            List.of(
                create("a", ""),
                create("other", ""),
                version("a"),
                version("a"),
                new SetAlias("a", "champion", 1),
                new SetAlias("a", "champion", 2)));

    assertThat(told).hasSize(5);
    assertThat(told.get(1).version()).isEqualTo(OptionalInt.of(1));
    assertThat(told.get(4))
        .isEqualTo(
            new ModelHistory.Told(
                "set-alias",
                OptionalInt.empty(),
                Optional.of("champion"),
                Optional.of("1"),
                Optional.of("2")));
  }

  @Test
  void aNameThatIsGivenAwayTwiceTellsOnlyOfItself() {
    List<ModelHistory.Told> told =
        told(
            "a",
            List.of(
                create("a", "first"),
                new RenameModel("a", "b"),
                new DeleteModel("b"),
                create("a", "second"),
                new RenameModel("a", "b"),
                create("a", "third"),
                new DescribeModel("a", "fourth")));

    assertThat(told.stream().map(ModelHistory.Told::what))
        .containsExactly(
            "create-model",
            "rename-model",
            "create-model",
            "rename-model",
            "create-model",
            "describe-model");
    assertThat(told.get(4).before()).isEmpty();
    assertThat(told.get(4).after()).contains("third");
    assertThat(told.get(5).before()).contains("third");
  }
}
