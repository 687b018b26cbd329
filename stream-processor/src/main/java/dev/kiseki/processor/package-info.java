/**
 * The stream processor put together: settings, start, stop, and what it waits for. The folders
 * follow a record: topology, fold, local state, receipts; then serve, promote, stage and owner,
 * which work beside the fold.
 */
package dev.kiseki.processor;
