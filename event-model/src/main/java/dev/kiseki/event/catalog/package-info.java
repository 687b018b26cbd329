/**
 * The catalog: experiments and registered models, folded from one totally ordered partition by
 * every service with this same code. In: proposals in log order. Out: the next state and a verdict.
 * Pure: no clock, no I/O, no random; what a verdict depends on is in the state or in the event.
 */
package dev.kiseki.event.catalog;
