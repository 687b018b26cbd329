/** Where Kafka is, and that the topics are there. Everything else in transport starts from here. */
package dev.kiseki.transport.kafka;
