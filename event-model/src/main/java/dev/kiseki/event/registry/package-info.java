/**
 * Registered models, their versions and aliases. In: changes, in the order of the catalog's log.
 * Out: the next registry and a verdict. Pure, as the catalog's fold, which it is a part of.
 */
package dev.kiseki.event.registry;
