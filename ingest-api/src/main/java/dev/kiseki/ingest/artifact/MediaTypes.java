package dev.kiseki.ingest.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** The type a download is sent with, by the name alone ({@code mlflow.utils.mime_type_utils}). */
final class MediaTypes {
  static final String TEXT = "text/plain";
  static final String BINARY = "application/octet-stream";

  private static final Set<String> TEXT_EXTENSIONS =
      Set.of(
          "txt",
          "log",
          "err",
          "cfg",
          "conf",
          "cnf",
          "cf",
          "ini",
          "properties",
          "prop",
          "hocon",
          "toml",
          "yaml",
          "yml",
          "xml",
          "json",
          "js",
          "py",
          "py3",
          "csv",
          "tsv",
          "md",
          "rst",
          "ipynb",
          "MLmodel",
          "MLproject");
  private static final Map<String, String> SHORT_FORMS =
      Map.of(
          "svgz", "svg.gz", "tgz", "tar.gz", "taz", "tar.gz", "tz", "tar.gz", "tbz2", "tar.bz2",
          "txz", "tar.xz");
  private static final Set<String> COMPRESSIONS = Set.of("gz", "Z", "bz2", "xz", "br");
  private static final Properties BY_EXTENSION = load();

  private MediaTypes() {}

  static String of(String name) {
    String extension = extension(name);
    if (TEXT_EXTENSIONS.contains(extension.isEmpty() ? name : extension)) {
      return TEXT;
    }
    String base = name;
    if (SHORT_FORMS.containsKey(extension)) {
      base = stem(name) + "." + SHORT_FORMS.get(extension);
      extension = extension(base);
    }
    if (COMPRESSIONS.contains(extension)) {
      extension = extension(stem(base));
    }
    return BY_EXTENSION.getProperty(extension.toLowerCase(Locale.ROOT), BINARY);
  }

  /** Without the dot; a name that only starts with dots has none. */
  private static String extension(String name) {
    String stem = stem(name);
    return stem.length() == name.length() ? "" : name.substring(stem.length() + 1);
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    boolean leading = name.chars().limit(Math.max(dot, 0)).allMatch(c -> c == '.');
    return dot <= 0 || leading ? name : name.substring(0, dot);
  }

  private static Properties load() {
    Properties types = new Properties();
    try (InputStream in = MediaTypes.class.getResourceAsStream("media-types.properties")) {
      types.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return types;
  }
}
