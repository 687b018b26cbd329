package dev.kiseki.ingest.artifact;

import io.minio.messages.Part;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ETag that S3 gives to an object made of parts: the MD5 of the parts' MD5s, a dash, and how
 * many they are. Not of encrypted objects, and not of every S3: then it matches nothing.
 */
record PartsTag(Optional<String> tag) {
  private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

  static PartsTag of(List<Part> parts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      return new PartsTag(Optional.empty());
    }
    for (Part part : parts) {
      String etag = unquoted(part.etag());
      if (!MD5.matcher(etag).matches()) {
        return new PartsTag(Optional.empty());
      }
      digest.update(HexFormat.of().parseHex(etag));
    }
    return new PartsTag(
        Optional.of(HexFormat.of().formatHex(digest.digest()) + "-" + parts.size()));
  }

  boolean matches(String etag) {
    return tag.isPresent() && tag.get().equalsIgnoreCase(unquoted(etag));
  }

  private static String unquoted(String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }
}
