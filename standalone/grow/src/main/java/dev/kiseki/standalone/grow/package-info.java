/**
 * {@code ./kiseki grow-partitions}: the next generation of run events, with more partitions. In:
 * the settings of the services, the topic that they use. Out: a topic with the same records, those
 * of each run in the order they had; then, with {@code --close}, the old one's end. Knows keys and
 * stage markers, and nothing else of what is in a record.
 */
package dev.kiseki.standalone.grow;
