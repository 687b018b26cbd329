/**
 * The partitions that this process folds right now, as everybody beside the fold sees them: how far
 * each is applied, whether it has caught up, how to read it. In: news from the stream threads. Out:
 * calls to listeners when a partition may be served and when it is gone.
 */
package dev.kiseki.processor.held;
