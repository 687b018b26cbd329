package dev.kiseki.query.bind;

/** A part of a filter whose keys exist and whose values are of the keys' types. */
interface Checked<P> {
  /** Checks the operators. */
  P bind();
}
