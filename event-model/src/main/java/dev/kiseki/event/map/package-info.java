/**
 * One immutable sorted map whose changed copies share almost everything with it, so that folded
 * state can be read by anybody while the fold goes on. Knows nothing of what it holds.
 */
package dev.kiseki.event.map;
