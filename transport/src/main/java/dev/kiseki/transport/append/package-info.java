/**
 * Events onto the log. In: encoded records. Out: where each came to stand, or that it is not known.
 * Never blocks a caller.
 */
package dev.kiseki.transport.append;
