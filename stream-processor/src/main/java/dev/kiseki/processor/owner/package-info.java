/**
 * Says where a partition is served, once it may be read here. In: a partition that has caught up.
 * Out: an announcement. Does not know how it travels.
 */
package dev.kiseki.processor.owner;
