package dev.kiseki.event.registry;

import dev.kiseki.event.map.KeyedMap;

/** The next state of a model while one change is applied; never leaves the fold. */
final class ModelDraft {
  private final RegisteredModel before;
  String name;
  long updatedAt;
  String description;
  KeyedMap<String> tags;
  KeyedMap<ModelAlias> aliases;
  ModelVersions versions;
  int lastNumber;

  ModelDraft(RegisteredModel before) {
    this.before = before;
    this.name = before.name();
    this.updatedAt = before.updatedAtMillis();
    this.description = before.description();
    this.tags = before.tags();
    this.aliases = before.aliases();
    this.versions = before.versions();
    this.lastNumber = before.lastNumber();
  }

  RegisteredModel at(long offset) {
    return new RegisteredModel(
        name,
        before.createdAtMillis(),
        updatedAt,
        description,
        tags,
        aliases,
        versions,
        lastNumber,
        offset);
  }
}
