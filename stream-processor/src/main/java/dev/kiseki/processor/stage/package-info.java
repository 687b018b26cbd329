/**
 * Brings deleted and restored experiments to the runs: for each partition held here, a marker on
 * its own log for every change that it does not know. In: changes from the catalog. Out: marker
 * events, at least once, in the catalog's order. Knows neither how the catalog is read nor how the
 * log is written.
 */
package dev.kiseki.processor.stage;
