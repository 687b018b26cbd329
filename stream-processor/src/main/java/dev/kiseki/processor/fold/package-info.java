/**
 * The rules of run tracking: a document and an event give the next document and a verdict. Pure: no
 * clock, no I/O, no chance; time comes from the event. Sees the JDK and the contracts only, so that
 * a replay of the log reaches the same verdicts anywhere.
 */
package dev.kiseki.processor.fold;
