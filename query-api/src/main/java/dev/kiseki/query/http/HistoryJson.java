package dev.kiseki.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.kiseki.protocol.answer.JsonPieces;
import dev.kiseki.protocol.answer.RunJson;
import dev.kiseki.query.history.HistoryStream;
import dev.kiseki.store.chunk.Points;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A page of a history as the answer of {@code metrics/get-history}, some points at a time. */
final class HistoryJson implements StreamedAnswer.Source {
  private final HistoryStream history;
  private final SerializedString key;
  private final JsonPieces json = new JsonPieces();
  private boolean begun;
  private boolean ended;

  HistoryJson(HistoryStream history, String key) {
    this.history = history;
    this.key = new SerializedString(key);
  }

  @Override
  public CompletionStage<byte[]> next() {
    if (ended) {
      return CompletableFuture.completedStage(new byte[0]);
    }
    return history.next().thenApply(this::piece);
  }

  /** Whether the last piece was the end. */
  boolean ended() {
    return ended;
  }

  private byte[] piece(Points points) {
    return json.piece(
        out -> {
          if (!begun) {
            out.writeStartObject();
            if (points.size() > 0) {
              out.writeArrayFieldStart("metrics");
            }
          }
          for (int i = 0; i < points.size(); i++) {
            RunJson.writeMetric(out, key, points.value(i), points.timestamp(i), points.step(i));
          }
          if (points.size() == 0) {
            if (begun) {
              out.writeEndArray();
            }
            if (history.nextPageToken().isPresent()) {
              out.writeStringField("next_page_token", history.nextPageToken().get());
            }
            out.writeEndObject();
            ended = true;
          }
          begun = true;
        });
  }

  @Override
  public void close() {
    history.close();
  }
}
