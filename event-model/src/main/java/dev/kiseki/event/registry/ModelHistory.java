package dev.kiseki.event.registry;

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
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What was done to a model, and what was there before. The changes to it are folded once more, from
 * the first on, so nothing but the log has to remember.
 */
public final class ModelHistory {
  private Registry registry = Registry.EMPTY;

  /**
   * What a change did.
   *
   * @param what its name: {@code set-alias}
   * @param version that it is about, if it is about one
   * @param key the tag's or alias's
   * @param before what was there; empty when there was nothing
   * @param after what is there since; empty when there is nothing
   */
  public record Told(
      String what,
      OptionalInt version,
      Optional<String> key,
      Optional<String> before,
      Optional<String> after) {}

  /** Adds the next change that was applied to the model. */
  public Told add(RegistryChange change, long at, long offset) {
    if (change instanceof RenameModel rename && !rename.newName().equals(rename.model())) {
      // Whatever had the name had gone by then; when it went, this name was no longer its own.
      registry = registry.model(rename.newName()).map(registry::without).orElse(registry);
    }
    Registry before = registry;
    // What the caller expected was met then; here other models are not known.
    registry = RegistryFold.apply(registry, change, Expected.ANYTHING, at, offset).next();
    return change.match(new Telling(before, registry));
  }

  private record Telling(Registry before, Registry after) implements RegistryChange.Cases<Told> {
    private static Told told(
        String what,
        OptionalInt version,
        Optional<String> key,
        Optional<String> was,
        Optional<String> is) {
      return new Told(what, version, key, was.filter(t -> !t.isEmpty()), is);
    }

    private static Optional<String> of(
        Registry registry, String model, Function<RegisteredModel, Optional<String>> value) {
      return registry.model(model).flatMap(value);
    }

    private static Optional<String> of(
        Registry registry,
        String model,
        int version,
        Function<ModelVersion, Optional<String>> value) {
      return registry.model(model).flatMap(m -> m.versions().get(version)).flatMap(value);
    }

    private Told ofModel(
        String what,
        String model,
        Optional<String> key,
        Function<RegisteredModel, Optional<String>> value) {
      return told(
          what, OptionalInt.empty(), key, of(before, model, value), of(after, model, value));
    }

    private Told ofVersion(
        String what,
        String model,
        int version,
        Optional<String> key,
        Function<ModelVersion, Optional<String>> value) {
      return told(
          what,
          OptionalInt.of(version),
          key,
          of(before, model, version, value),
          of(after, model, version, value));
    }

    @Override
    public Told createModel(CreateModel create) {
      return ofModel(
          "create-model", create.model(), Optional.empty(), m -> Optional.of(m.description()));
    }

    @Override
    public Told describeModel(DescribeModel describe) {
      return ofModel(
          "describe-model", describe.model(), Optional.empty(), m -> Optional.of(m.description()));
    }

    @Override
    public Told renameModel(RenameModel rename) {
      return told(
          "rename-model",
          OptionalInt.empty(),
          Optional.empty(),
          Optional.of(rename.model()),
          Optional.of(rename.newName()));
    }

    @Override
    public Told deleteModel(DeleteModel delete) {
      return ofModel(
          "delete-model", delete.model(), Optional.empty(), m -> Optional.of(m.description()));
    }

    @Override
    public Told setModelTag(SetModelTag set) {
      return ofModel(
          "set-model-tag", set.model(), Optional.of(set.key()), m -> m.tags().get(set.key()));
    }

    @Override
    public Told deleteModelTag(DeleteModelTag delete) {
      return ofModel(
          "delete-model-tag",
          delete.model(),
          Optional.of(delete.key()),
          m -> m.tags().get(delete.key()));
    }

    @Override
    public Told setAlias(SetAlias set) {
      return alias("set-alias", set.model(), set.alias());
    }

    @Override
    public Told deleteAlias(DeleteAlias delete) {
      return alias("delete-alias", delete.model(), delete.alias());
    }

    private Told alias(String what, String model, String alias) {
      return ofModel(
          what,
          model,
          Optional.of(alias),
          m -> m.aliases().get(alias).map(held -> Integer.toString(held.version())));
    }

    @Override
    public Told createVersion(CreateVersion create) {
      int number = after.model(create.model()).map(RegisteredModel::lastNumber).orElse(0);
      return ofVersion(
          "create-version", create.model(), number, Optional.empty(), v -> Optional.of(v.source()));
    }

    @Override
    public Told describeVersion(DescribeVersion describe) {
      return ofVersion(
          "describe-version",
          describe.model(),
          describe.version(),
          Optional.empty(),
          ModelVersion::description);
    }

    @Override
    public Told moveVersion(MoveVersion move) {
      return ofVersion(
          "transition-version",
          move.model(),
          move.version(),
          Optional.empty(),
          v -> Optional.of(v.stage().text()));
    }

    @Override
    public Told deleteVersion(DeleteVersion delete) {
      return ofVersion(
          "delete-version",
          delete.model(),
          delete.version(),
          Optional.empty(),
          v -> Optional.of(v.source()));
    }

    @Override
    public Told setVersionTag(SetVersionTag set) {
      return ofVersion(
          "set-version-tag",
          set.model(),
          set.version(),
          Optional.of(set.key()),
          v -> v.tags().get(set.key()));
    }

    @Override
    public Told deleteVersionTag(DeleteVersionTag delete) {
      return ofVersion(
          "delete-version-tag",
          delete.model(),
          delete.version(),
          Optional.of(delete.key()),
          v -> v.tags().get(delete.key()));
    }
  }
}
