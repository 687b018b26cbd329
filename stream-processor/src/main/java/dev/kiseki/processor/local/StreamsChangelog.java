package dev.kiseki.processor.local;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.query.Position;

/**
 * The store's changelog topic. Writing to it is the one thing a custom store needs that Kafka
 * Streams offers only on its internal context. See docs/adr/0003.
 */
final class StreamsChangelog implements Changelog {
  private final String store;
  private final InternalProcessorContext<?, ?> context;

  StreamsChangelog(String store, StateStoreContext context) {
    this.store = store;
    this.context = (InternalProcessorContext<?, ?>) context;
  }

  @Override
  public void log(byte[] key, byte[] value) {
    context.logChange(
        store,
        Bytes.wrap(key),
        value,
        context.currentSystemTimeMs(),
        new RecordHeaders(),
        Position.emptyPosition());
  }
}
