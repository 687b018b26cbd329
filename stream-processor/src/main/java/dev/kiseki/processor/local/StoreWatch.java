package dev.kiseki.processor.local;

/** Is told which stores are open in this process, on Kafka Streams' threads; returns at once. */
public interface StoreWatch {
  StoreWatch NOBODY =
      new StoreWatch() {
        @Override
        public void opened(int partition, RunStateReader reader) {}

        @Override
        public void folding(int partition) {}

        @Override
        public void closed(int partition) {}
      };

  /** A store is open; whether it is folded or only follows its changelog is not known yet. */
  void opened(int partition, RunStateReader reader);

  /** It is folded here from now on. */
  void folding(int partition);

  /** It is going to be closed. */
  void closed(int partition);
}
