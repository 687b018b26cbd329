package dev.kiseki.event.run;

import java.util.Optional;

/**
 * What a data set is. Name and digest name it inside its experiment; what was said first of the two
 * stays.
 *
 * @param schema empty when there is none, or an empty one: answers do not tell these apart
 * @param profile likewise
 */
public record Dataset(
    String name,
    String digest,
    String sourceType,
    String source,
    Optional<LongText> schema,
    Optional<LongText> profile) {

  /** Bytes as it is kept, roughly and at most. */
  public long size() {
    return 64
        + 3L * (name.length() + digest.length() + sourceType.length() + source.length())
        + size(schema)
        + size(profile);
  }

  private static long size(Optional<LongText> text) {
    return text.map(there -> 16L + there.bytes().length).orElse(0L);
  }

  /** Bytes of its long texts as they are answered. */
  public long answered() {
    return (long) schema.map(LongText::length).orElse(0) + profile.map(LongText::length).orElse(0);
  }
}
