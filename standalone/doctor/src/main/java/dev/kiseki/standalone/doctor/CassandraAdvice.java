package dev.kiseki.standalone.doctor;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import javax.net.ssl.SSLException;

/** What a failure at Cassandra means, and what to do. */
final class CassandraAdvice {
  private CassandraAdvice() {}

  static Outcome.Failed of(Throwable failure, Place place) {
    Throwable first = first(failure);
    String seen = Failures.text(first);
    if (Failures.find(first, AuthenticationException.class) != null) {
      return new Outcome.Failed(
          seen,
          "Cassandra asks for a login, or refuses this one: correct kiseki.cassandra.username and"
              + " password.");
    }
    if (Failures.find(first, SSLException.class) != null) {
      return new Outcome.Failed(
          seen,
          "Name a file with the certificate of who signed the nodes', in PEM, in"
              + " kiseki.cassandra.ca-file. If the nodes' certificates do not name their addresses,"
              + " kiseki.cassandra.check-hostname may be false.");
    }
    if (Failures.find(first, UnauthorizedException.class) != null) {
      return new Outcome.Failed(
          seen, "Allow SELECT and MODIFY on the keyspace, and CREATE until it is there.");
    }
    if (Failures.find(first, UnavailableException.class) != null) {
      return new Outcome.Failed(
          seen,
          "Too few nodes are up for LOCAL_QUORUM: start those that nodetool status shows down.");
    }
    if (first instanceof NoNodeAvailableException) {
      return new Outcome.Failed(
          seen, "No node of kiseki.cassandra.datacenter takes statements: look into their logs.");
    }
    return new Outcome.Failed(seen, place.away("cassandra", "kiseki.cassandra.contact-points"));
  }

  /** The driver tells one failure for each node; the first says enough. */
  private static Throwable first(Throwable failure) {
    AllNodesFailedException all = Failures.find(failure, AllNodesFailedException.class);
    return all == null
        ? failure
        : all.getAllErrors().values().stream()
            .flatMap(errors -> errors.stream())
            .findFirst()
            .orElse(all);
  }
}
