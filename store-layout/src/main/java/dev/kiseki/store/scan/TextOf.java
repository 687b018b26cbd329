package dev.kiseki.store.scan;

import dev.kiseki.store.document.RunDocument;
import java.util.Optional;

/** Where a text of a run comes from. */
public sealed interface TextOf {
  /** The text; empty when the run has no such key. {@code ""} is a value. */
  Optional<String> in(RunDocument run);

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R param(Param param);

    R tag(Tag tag);

    R attribute(Attribute attribute);
  }

  record Param(String key) implements TextOf {
    @Override
    public Optional<String> in(RunDocument run) {
      return run.params().get(key);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.param(this);
    }
  }

  record Tag(String key) implements TextOf {
    @Override
    public Optional<String> in(RunDocument run) {
      return run.tags().get(key);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.tag(this);
    }
  }

  record Attribute(TextAttribute attribute) implements TextOf {
    @Override
    public Optional<String> in(RunDocument run) {
      return Optional.of(attribute.of(run));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.attribute(this);
    }
  }
}
