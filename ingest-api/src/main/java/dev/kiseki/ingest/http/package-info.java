/**
 * One controller per MLflow resource. In: HTTP requests. Out: answers in MLflow's form. Maps and
 * waits, decides nothing; sees the log only through the ports of {@code publish}.
 */
package dev.kiseki.ingest.http;
