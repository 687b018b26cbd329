/**
 * The topics, what each holds and how long, and the partition of a run. Names only: nobody here
 * talks to Kafka.
 */
package dev.kiseki.event.topic;
