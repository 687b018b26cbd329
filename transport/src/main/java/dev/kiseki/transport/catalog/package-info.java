/**
 * This process's own fold of catalog-events. In: the topic, and snapshots of it. Out: the catalog,
 * and the verdict on any record that went by. Every service has one and all agree, because they run
 * the same pure fold over the same order.
 */
package dev.kiseki.transport.catalog;
