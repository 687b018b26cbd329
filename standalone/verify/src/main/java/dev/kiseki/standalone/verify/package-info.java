/**
 * {@code ./kiseki verify-artifacts}: are the artifacts in S3 what they were when they were stored?
 * In: the settings of the services, the ledger's topic, the bucket. Out: a line for each finding
 * and an exit status. Only reads, and needs no service; knows no run.
 */
package dev.kiseki.standalone.verify;
