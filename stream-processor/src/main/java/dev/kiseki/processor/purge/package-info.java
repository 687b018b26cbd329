/**
 * Removes from other stores what runs left there that were removed for good, in the background. In:
 * the entries that the fold keeps of such runs. Out: removals through {@link
 * dev.kiseki.processor.purge.OtherStore}, then word that nothing is left. Knows none of those
 * stores, and never holds up the fold.
 */
package dev.kiseki.processor.purge;
