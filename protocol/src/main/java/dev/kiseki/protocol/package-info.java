/**
 * MLflow's conventions on the wire, shared by the services that answer HTTP: requests become typed
 * fields, answers and refusals become bytes. Knows events and stored documents, and neither Kafka
 * nor a database.
 */
package dev.kiseki.protocol;
