/**
 * Ties a child process of the launcher to its parent.
 *
 * <p>In: the child's standard input (its end means the parent is gone). Out: one line on standard
 * output when the child serves. May know nothing of what the child runs: it sees the JDK only.
 */
package dev.kiseki.standalone.lifeline;
