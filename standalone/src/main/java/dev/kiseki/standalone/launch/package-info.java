/**
 * The process behind {@code ./kiseki up}: starts, watches, restarts and stops the children.
 *
 * <p>In: a data folder, its {@code kiseki.properties}, the command line. Out: running children,
 * their logs, and one line to copy. May know the children's main classes and settings by name only:
 * it sees the JDK and nothing else, so that it stays small and has no class path to mix with
 * theirs.
 */
package dev.kiseki.standalone.launch;
