package dev.kiseki.event.registry;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.registry.RegistryChange.CreateModel;
import dev.kiseki.event.registry.RegistryChange.CreateVersion;
import dev.kiseki.event.registry.RegistryChange.DeleteAlias;
import dev.kiseki.event.registry.RegistryChange.DeleteModel;
import dev.kiseki.event.registry.RegistryChange.DeleteModelTag;
import dev.kiseki.event.registry.RegistryChange.DeleteVersion;
import dev.kiseki.event.registry.RegistryChange.DeleteVersionTag;
import dev.kiseki.event.registry.RegistryChange.DescribeModel;
import dev.kiseki.event.registry.RegistryChange.DescribeVersion;
import dev.kiseki.event.registry.RegistryChange.MoveVersion;
import dev.kiseki.event.registry.RegistryChange.RenameModel;
import dev.kiseki.event.registry.RegistryChange.SetAlias;
import dev.kiseki.event.registry.RegistryChange.SetModelTag;
import dev.kiseki.event.registry.RegistryChange.SetVersionTag;
import java.util.Optional;

/** Compares what a caller saw with what there is: of an alias, a version or a whole model. */
final class Expectations {
  private Expectations() {}

  /**
   * What a change is made to.
   *
   * @param words for people
   * @param revision empty when there is none
   */
  private record Target(String words, Optional<Long> revision) {}

  /** Why the change must not be made; empty when it may. */
  static Optional<Verdict> refused(Registry registry, RegistryChange change, Expected expected) {
    if (expected.kind() == Expected.Kind.ANYTHING) {
      return Optional.empty();
    }
    Target target = change.match(new Find(registry, change.model()));
    boolean met =
        expected.kind() == Expected.Kind.ABSENT
            ? target.revision().isEmpty()
            : target.revision().equals(Optional.of(expected.revision()));
    return met
        ? Optional.empty()
        : Optional.of(
            Verdict.rejected(
                ErrorCode.RESOURCE_CONFLICT,
                target.words()
                    + " is not as it was expected: "
                    + target.revision().map(at -> "it is at revision " + at).orElse("there is none")
                    + ", expected was "
                    + (expected.kind() == Expected.Kind.ABSENT
                        ? "that there is none"
                        : "revision " + expected.revision())
                    + ". Nothing was changed. Read it again and decide anew."));
  }

  private record Find(Registry registry, String name) implements RegistryChange.Cases<Target> {
    private Target model() {
      return new Target(
          "Registered Model (name=" + name + ")",
          registry.model(name).map(RegisteredModel::revision));
    }

    private Target version(int number) {
      return new Target(
          "Model Version (name=" + name + ", version=" + number + ")",
          registry
              .model(name)
              .flatMap(model -> model.versions().get(number))
              .map(ModelVersion::revision));
    }

    private Target alias(String alias) {
      Optional<ModelAlias> found = registry.model(name).flatMap(m -> m.aliases().get(alias));
      return new Target(
          "Registered model alias (name="
              + name
              + ", alias="
              + alias
              + found.map(held -> ", version=" + held.version()).orElse("")
              + ")",
          found.map(ModelAlias::revision));
    }

    @Override
    public Target createModel(CreateModel create) {
      return model();
    }

    @Override
    public Target describeModel(DescribeModel describe) {
      return model();
    }

    @Override
    public Target renameModel(RenameModel rename) {
      return model();
    }

    @Override
    public Target deleteModel(DeleteModel delete) {
      return model();
    }

    @Override
    public Target setModelTag(SetModelTag set) {
      return model();
    }

    @Override
    public Target deleteModelTag(DeleteModelTag delete) {
      return model();
    }

    @Override
    public Target setAlias(SetAlias set) {
      return alias(set.alias());
    }

    @Override
    public Target deleteAlias(DeleteAlias delete) {
      return alias(delete.alias());
    }

    @Override
    public Target createVersion(CreateVersion create) {
      return model();
    }

    @Override
    public Target describeVersion(DescribeVersion describe) {
      return version(describe.version());
    }

    @Override
    public Target moveVersion(MoveVersion move) {
      return version(move.version());
    }

    @Override
    public Target deleteVersion(DeleteVersion delete) {
      return version(delete.version());
    }

    @Override
    public Target setVersionTag(SetVersionTag set) {
      return version(set.version());
    }

    @Override
    public Target deleteVersionTag(DeleteVersionTag delete) {
      return version(delete.version());
    }
  }
}
