"""Kafka and Cassandra that are reached with TLS and a login only."""
