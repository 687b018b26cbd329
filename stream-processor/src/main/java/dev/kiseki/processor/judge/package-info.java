/**
 * What one record of run-events does to a partition. In: the state before it and its bytes. Out:
 * what has to be kept, or that nothing has. The fold of a partition and that of its standby share
 * it, so that both come to the same state.
 */
package dev.kiseki.processor.judge;
