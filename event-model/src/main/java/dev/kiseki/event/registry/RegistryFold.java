package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.map.KeyedMap;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * (registry, change, offset) → (registry', verdict). Rules and wording are those of MLflow 3.17.2's
 * {@code SqlAlchemyStore} of the model registry, without the SQL that it appends; {@link Expected}
 * is Kiseki's own.
 */
public final class RegistryFold {
  private RegistryFold() {}

  /**
   * @param next the registry after the change; the same when it was rejected
   */
  public record Outcome(Registry next, Verdict verdict) {}

  /**
   * Judges and applies one change.
   *
   * @param at epoch milliseconds at which the change was accepted
   */
  public static Outcome apply(
      Registry registry, RegistryChange change, Expected expected, long at, long offset) {
    Optional<Verdict> unexpected = Expectations.refused(registry, change, expected);
    return unexpected.isPresent()
        ? new Outcome(registry, unexpected.get())
        : change.match(new Judge(registry, at, offset));
  }

  private record Judge(Registry registry, long at, long offset)
      implements RegistryChange.Cases<Outcome> {

    @Override
    public Outcome createModel(CreateModel create) {
      KeyedMap<String> tags = tags(create.tags());
      Optional<RegisteredModel> holder = registry.model(create.model());
      if (holder.isPresent()) {
        return rejected(
            ErrorCode.RESOURCE_ALREADY_EXISTS,
            RegistryWords.taken(
                create.model(), holder.get().prompt(), RegisteredModel.prompt(tags)));
      }
      return applied(
          create.model(),
          registry.put(
              new RegisteredModel(
                  create.model(),
                  at,
                  at,
                  create.description(),
                  tags,
                  KeyedMap.empty(),
                  ModelVersions.NONE,
                  0,
                  offset)));
    }

    @Override
    public Outcome describeModel(DescribeModel describe) {
      return changed(
          describe.model(),
          draft -> {
            draft.description = describe.description();
            draft.updatedAt = at;
          });
    }

    @Override
    public Outcome renameModel(RenameModel rename) {
      return whenKnown(
          rename.model(),
          model -> {
            if (!rename.newName().equals(model.name())
                && registry.model(rename.newName()).isPresent()) {
              return rejected(
                  ErrorCode.RESOURCE_ALREADY_EXISTS,
                  RegistryWords.taken(rename.newName(), false, false));
            }
            ModelDraft draft = new ModelDraft(model);
            draft.name = rename.newName();
            draft.updatedAt = at;
            List<ModelVersion> versions = new ArrayList<>();
            model.versions().forEach(versions::add);
            for (ModelVersion version : versions) {
              draft.versions = draft.versions.with(version.renamed(at, offset));
            }
            Registry moved = registry.without(model).put(draft.at(offset));
            if (!rename.newName().equals(model.name())) {
              // Both names tell of it; the new one goes on with all that was.
              moved =
                  moved
                      .remember(
                          rename.newName(),
                          registry.history(rename.newName()).with(registry.history(model.name())))
                      .remember(model.name(), offset);
            }
            return applied(rename.newName(), moved);
          });
    }

    @Override
    public Outcome deleteModel(DeleteModel delete) {
      return whenKnown(delete.model(), model -> applied(delete.model(), registry.without(model)));
    }

    @Override
    public Outcome setModelTag(SetModelTag set) {
      return changed(set.model(), draft -> draft.tags = draft.tags.with(set.key(), set.value()));
    }

    @Override
    public Outcome deleteModelTag(DeleteModelTag delete) {
      return changed(delete.model(), draft -> draft.tags = draft.tags.without(delete.key()));
    }

    @Override
    public Outcome setAlias(SetAlias set) {
      return whenVersion(
          set.model(),
          set.version(),
          (model, version) -> {
            ModelDraft draft = new ModelDraft(model);
            draft.aliases =
                draft.aliases.with(set.alias(), new ModelAlias(version.number(), offset));
            return applied(draft);
          });
    }

    @Override
    public Outcome deleteAlias(DeleteAlias delete) {
      return changed(
          delete.model(), draft -> draft.aliases = draft.aliases.without(delete.alias()));
    }

    @Override
    public Outcome createVersion(CreateVersion create) {
      return whenKnown(
          create.model(),
          model -> {
            ModelVersion version =
                new ModelVersion(
                    model.lastNumber() + 1,
                    at,
                    at,
                    Optional.of(create.description()),
                    ModelStage.NONE,
                    create.source(),
                    create.location(),
                    create.runId(),
                    create.runLink(),
                    tags(create.tags()),
                    offset);
            ModelDraft draft = new ModelDraft(model);
            draft.updatedAt = at;
            draft.lastNumber = version.number();
            draft.versions = draft.versions.with(version);
            return applied(model.name(), registry.added(draft.at(offset), version));
          });
    }

    @Override
    public Outcome describeVersion(DescribeVersion describe) {
      return changed(
          describe.model(),
          describe.version(),
          version -> version.described(describe.description(), at, offset));
    }

    @Override
    public Outcome moveVersion(MoveVersion move) {
      return whenVersion(
          move.model(),
          move.version(),
          (model, version) -> {
            ModelDraft draft = new ModelDraft(model);
            draft.updatedAt = at;
            if (move.archiveOthers()) {
              model
                  .versions()
                  .forEach(
                      other -> {
                        if (other.stage() == move.stage() && other.number() != version.number()) {
                          draft.versions =
                              draft.versions.with(other.moved(ModelStage.ARCHIVED, at, offset));
                        }
                      });
            }
            draft.versions = draft.versions.with(version.moved(move.stage(), at, offset));
            return applied(draft);
          });
    }

    @Override
    public Outcome deleteVersion(DeleteVersion delete) {
      return whenVersion(
          delete.model(),
          delete.version(),
          (model, version) -> {
            ModelDraft draft = new ModelDraft(model);
            draft.updatedAt = at;
            draft.versions = draft.versions.without(version.number());
            for (String alias : model.aliasesOf(version.number())) {
              draft.aliases = draft.aliases.without(alias);
            }
            return applied(model.name(), registry.removed(draft.at(offset), version));
          });
    }

    @Override
    public Outcome setVersionTag(SetVersionTag set) {
      return changed(
          set.model(),
          set.version(),
          version -> version.tagged(version.tags().with(set.key(), set.value()), offset));
    }

    @Override
    public Outcome deleteVersionTag(DeleteVersionTag delete) {
      return changed(
          delete.model(),
          delete.version(),
          version -> version.tagged(version.tags().without(delete.key()), offset));
    }

    private static KeyedMap<String> tags(List<KeyValue> pairs) {
      KeyedMap<String> tags = KeyedMap.empty();
      for (KeyValue tag : pairs) {
        tags = tags.with(tag.key(), tag.value());
      }
      return tags;
    }

    private interface Change {
      void to(ModelDraft draft);
    }

    private Outcome changed(String name, Change change) {
      return whenKnown(
          name,
          model -> {
            ModelDraft draft = new ModelDraft(model);
            change.to(draft);
            return applied(draft);
          });
    }

    private Outcome changed(String name, int number, Function<ModelVersion, ModelVersion> change) {
      return whenVersion(
          name,
          number,
          (model, version) -> {
            ModelDraft draft = new ModelDraft(model);
            draft.versions = draft.versions.with(change.apply(version));
            return applied(draft);
          });
    }

    private Outcome whenKnown(String name, Function<RegisteredModel, Outcome> then) {
      return registry
          .model(name)
          .map(then)
          .orElseGet(
              () -> rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, RegistryWords.unknownModel(name)));
    }

    private Outcome whenVersion(
        String name, int number, BiFunction<RegisteredModel, ModelVersion, Outcome> then) {
      RegisteredModel model = registry.model(name).orElse(null);
      ModelVersion version = model == null ? null : model.versions().get(number).orElse(null);
      return version == null
          ? rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, RegistryWords.unknownVersion(name, number))
          : then.apply(model, version);
    }

    private Outcome applied(ModelDraft draft) {
      RegisteredModel model = draft.at(offset);
      return applied(model.name(), registry.changed(model));
    }

    private Outcome applied(String name, Registry next) {
      return new Outcome(next.remember(name, offset), Verdict.APPLIED);
    }

    private Outcome rejected(ErrorCode code, String message) {
      return new Outcome(registry, Verdict.rejected(code, message));
    }
  }
}
