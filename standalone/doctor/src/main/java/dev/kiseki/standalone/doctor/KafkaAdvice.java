package dev.kiseki.standalone.doctor;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What a failure at Kafka means, and what to do. */
final class KafkaAdvice {
  private KafkaAdvice() {}

  static Outcome.Failed of(Throwable failure, Place place) {
    String seen = Failures.text(failure);
    if (failure instanceof TimeoutException
        || failure instanceof org.apache.kafka.common.errors.TimeoutException) {
      return new Outcome.Failed(
          seen,
          "Somebody listens, but does not speak Kafka, or not without TLS or a login: kiseki.kafka.bootstrap-servers must name a listener with the security.protocol of kiseki.kafka.client-file (without that file: PLAINTEXT). Or its controller is away: look into the log of Kafka.");
    }
    if (Failures.find(failure, SslAuthenticationException.class) != null) {
      return new Outcome.Failed(
          seen,
          "Correct ssl.truststore.location (and ssl.keystore.location, if Kafka asks for a"
              + " certificate) in kiseki.kafka.client-file.");
    }
    if (Failures.find(failure, AuthenticationException.class) != null) {
      return new Outcome.Failed(
          seen, "Correct sasl.mechanism and sasl.jaas.config in kiseki.kafka.client-file.");
    }
    if (Failures.find(failure, AuthorizationException.class) != null) {
      return new Outcome.Failed(
          seen,
          "Add ACLs for the user of Kiseki: DESCRIBE of the cluster; CREATE, DESCRIBE,"
              + " DESCRIBE_CONFIGS, READ and WRITE of topics that begin with"
              + " kiseki.kafka.topic-prefix; READ of its groups.");
    }
    if (Failures.find(failure, InvalidReplicationFactorException.class) != null) {
      return new Outcome.Failed(
          seen, "Start more brokers, or set kiseki.kafka.replication-factor to what there is.");
    }
    if (Failures.find(failure, PolicyViolationException.class) != null) {
      return new Outcome.Failed(
          seen,
          "The cluster's own rules forbid topics as Kiseki makes them: make them by hand, or"
              + " change kiseki.kafka.replication-factor or run-partitions.");
    }
    if (Failures.find(failure, UnsupportedVersionException.class) != null) {
      return new Outcome.Failed(seen, "Kafka is too old: Kiseki needs 3.0 or later.");
    }
    if (Failures.find(failure, ConfigException.class) != null) {
      return new Outcome.Failed(seen, "Correct kiseki.kafka.bootstrap-servers.");
    }
    return new Outcome.Failed(seen, place.away("kafka", "kiseki.kafka.bootstrap-servers"));
  }
}
