package dev.kiseki.standalone.doctor;

/**
 * One check and how it ended.
 *
 * @param system s3, kafka or cassandra
 */
record Finding(String system, String check, Outcome outcome, long millis) {}
