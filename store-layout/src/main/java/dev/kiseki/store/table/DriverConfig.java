package dev.kiseki.store.table;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.internal.core.auth.PlainTextAuthProvider;
import java.time.Duration;
import java.util.List;

/** The driver's settings: all here, no file. What is not named keeps the driver's default. */
final class DriverConfig {
  private DriverConfig() {}

  static DriverConfigLoader of(CassandraSettings settings) {
    ProgrammaticDriverConfigLoaderBuilder config = DriverConfigLoader.programmaticBuilder();
    settings
        .login()
        .ifPresent(
            login ->
                config
                    .withClass(DefaultDriverOption.AUTH_PROVIDER_CLASS, PlainTextAuthProvider.class)
                    .withString(DefaultDriverOption.AUTH_PROVIDER_USER_NAME, login.username())
                    .withString(DefaultDriverOption.AUTH_PROVIDER_PASSWORD, login.password()));
    return config
        .withString(DefaultDriverOption.SESSION_NAME, "kiseki")
        .withStringList(DefaultDriverOption.CONTACT_POINTS, settings.contactPoints())
        // Looked up at each connect: in Kubernetes a node comes back with another address.
        .withBoolean(DefaultDriverOption.RESOLVE_CONTACT_POINTS, false)
        .withString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, settings.datacenter())
        // An acknowledged row is on a majority, and a read meets it there.
        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
        .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
        .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, settings.connectTimeout())
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, settings.connectTimeout())
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, settings.connectTimeout())
        // One connection carries 1,024 requests at once.
        .withInt(DefaultDriverOption.CONNECTION_POOL_LOCAL_SIZE, 1)
        .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
        .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
        .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
        .withClass(DefaultDriverOption.RETRY_POLICY_CLASS, AskAnotherNode.class)
        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(250))
        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
        .withStringList(
            DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
        .withString(DefaultDriverOption.METRICS_FACTORY_CLASS, "NoopMetricsFactory")
        .build();
  }
}
