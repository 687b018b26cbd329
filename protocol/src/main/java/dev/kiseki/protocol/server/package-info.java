/**
 * What every service answers beside its own routes: health, version, features, metrics; and how the
 * HTTP server is set up. Knows nothing about runs.
 */
package dev.kiseki.protocol.server;
