/**
 * {@code ./kiseki doctor}: are S3, Kafka and Cassandra all right, and if not, what is to be done?
 * In: the settings of the services. Out: a line for each check and an exit status. Asks by itself,
 * so no service has to run; makes nothing but an object in S3, which it removes.
 */
package dev.kiseki.standalone.doctor;
