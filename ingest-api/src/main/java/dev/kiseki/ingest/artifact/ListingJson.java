package dev.kiseki.ingest.artifact;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The answer of both listing routes: {@code files} is left out when there are none. */
final class ListingJson {
  private ListingJson() {}

  /** Paths are names alone. */
  static void write(JsonGenerator json, List<ArtifactTree.Entry> entries) throws IOException {
    json.writeStartObject();
    writeFiles(json, "", entries);
    json.writeEndObject();
  }

  /** Paths are relative to the root. */
  static void write(
      JsonGenerator json, String rootUri, String prefix, List<ArtifactTree.Entry> entries)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("root_uri", rootUri);
    writeFiles(json, prefix, entries);
    json.writeEndObject();
  }

  private static void writeFiles(
      JsonGenerator json, String prefix, List<ArtifactTree.Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("files");
    for (ArtifactTree.Entry entry : entries) {
      json.writeStartObject();
      json.writeStringField("path", prefix + entry.name());
      json.writeBooleanField("is_dir", entry.isDirectory());
      if (!entry.isDirectory() && entry.size() > 0) { // MLflow leaves a zero out
        json.writeNumberField("file_size", entry.size());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
