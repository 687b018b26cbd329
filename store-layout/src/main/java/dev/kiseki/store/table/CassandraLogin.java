package dev.kiseki.store.table;

/** A role of Cassandra's PasswordAuthenticator. */
public record CassandraLogin(String username, String password) {

  /** Without the password. */
  @Override
  public String toString() {
    return "CassandraLogin[" + username + "]";
  }
}
