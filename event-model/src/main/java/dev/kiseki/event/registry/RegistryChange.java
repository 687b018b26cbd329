package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import java.util.List;
import java.util.Optional;

/** The closed set of changes to the registry. Every one names its model. */
public sealed interface RegistryChange {
  String model();

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R createModel(CreateModel create);

    R describeModel(DescribeModel describe);

    R renameModel(RenameModel rename);

    R deleteModel(DeleteModel delete);

    R setModelTag(SetModelTag set);

    R deleteModelTag(DeleteModelTag delete);

    R setAlias(SetAlias set);

    R deleteAlias(DeleteAlias delete);

    R createVersion(CreateVersion create);

    R describeVersion(DescribeVersion describe);

    R moveVersion(MoveVersion move);

    R deleteVersion(DeleteVersion delete);

    R setVersionTag(SetVersionTag set);

    R deleteVersionTag(DeleteVersionTag delete);
  }

  record CreateModel(String model, String description, List<KeyValue> tags)
      implements RegistryChange {
    public CreateModel {
      tags = List.copyOf(tags);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.createModel(this);
    }
  }

  record DescribeModel(String model, String description) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.describeModel(this);
    }
  }

  record RenameModel(String model, String newName) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.renameModel(this);
    }
  }

  /** With its versions, tags and aliases. */
  record DeleteModel(String model) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteModel(this);
    }
  }

  record SetModelTag(String model, String key, String value) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.setModelTag(this);
    }
  }

  record DeleteModelTag(String model, String key) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteModelTag(this);
    }
  }

  record SetAlias(String model, String alias, int version) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.setAlias(this);
    }
  }

  record DeleteAlias(String model, String alias) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteAlias(this);
    }
  }

  /** The fold gives the number. See {@link ModelVersion} for the fields. */
  record CreateVersion(
      String model,
      String source,
      String location,
      String runId,
      String runLink,
      String description,
      List<KeyValue> tags)
      implements RegistryChange {
    public CreateVersion {
      tags = List.copyOf(tags);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.createVersion(this);
    }
  }

  record DescribeVersion(String model, int version, Optional<String> description)
      implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.describeVersion(this);
    }
  }

  /**
   * @param archiveOthers whether the other versions in that stage are archived
   */
  record MoveVersion(String model, int version, ModelStage stage, boolean archiveOthers)
      implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.moveVersion(this);
    }
  }

  record DeleteVersion(String model, int version) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteVersion(this);
    }
  }

  record SetVersionTag(String model, int version, String key, String value)
      implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.setVersionTag(this);
    }
  }

  record DeleteVersionTag(String model, int version, String key) implements RegistryChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteVersionTag(this);
    }
  }
}
