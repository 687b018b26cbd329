/**
 * {@code ./kiseki gc}: removes runs for good that have been deleted for a while, once or again and
 * again. In: options and a tracking URI. Out: requests to the tracking API and a count. Which run
 * may go is decided by the server; here nothing is kept, so a command that was stopped goes on when
 * it is started again.
 */
package dev.kiseki.standalone.gc;
