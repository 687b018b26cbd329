/**
 * One Kafka broker with its own controller (KRaft), for a local Kiseki.
 *
 * <p>In: ports and a folder, as system properties of the launcher. Out: a formatted log folder and
 * a broker on the loopback interface. Knows no topic of Kiseki: the services create theirs.
 */
package dev.kiseki.standalone.kafka;
