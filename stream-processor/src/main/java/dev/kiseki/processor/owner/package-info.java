/**
 * Says where a partition is served, once it may be read here, and where it is followed. In: a
 * partition that has caught up; a standby that came or left. Out: an announcement. Does not know
 * how it travels.
 */
package dev.kiseki.processor.owner;
