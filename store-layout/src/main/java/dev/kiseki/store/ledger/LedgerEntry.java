package dev.kiseki.store.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.store.ledger.proto.LedgerRecord;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an object was when it was stored.
 *
 * @param crc32c of the whole content; empty when the bytes went past us
 * @param etag without quotes; empty when S3 told none
 * @param recordedAt epoch milliseconds, after the object was in S3
 */
public record LedgerEntry(long size, OptionalInt crc32c, Optional<String> etag, long recordedAt) {
  public LedgerEntry {
    etag = etag.map(LedgerEntry::unquoted).filter(tag -> !tag.isEmpty());
  }

  /** An ETag as a request or an answer has it, without its quotes. */
  public static String unquoted(String etag) {
    return etag.replace("\"", "");
  }

  public byte[] bytes() {
    LedgerRecord.Builder stored =
        LedgerRecord.newBuilder().setSize(size).setRecordedAtMs(recordedAt);
    etag.ifPresent(stored::setEtag);
    crc32c.ifPresent(
        crc -> stored.setCrc32C(ByteString.copyFrom(ByteBuffer.allocate(4).putInt(0, crc))));
    return stored.build().toByteArray();
  }

  /**
   * @throws IllegalStateException when the bytes are no entry
   */
  public static LedgerEntry parse(byte[] bytes) {
    try {
      LedgerRecord stored = LedgerRecord.parseFrom(bytes);
      ByteString crc = stored.getCrc32C();
      return new LedgerEntry(
          stored.getSize(),
          crc.size() == 4
              ? OptionalInt.of(crc.asReadOnlyByteBuffer().getInt())
              : OptionalInt.empty(),
          Optional.of(stored.getEtag()),
          stored.getRecordedAtMs());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an entry of the artifact ledger is damaged", e);
    }
  }
}
