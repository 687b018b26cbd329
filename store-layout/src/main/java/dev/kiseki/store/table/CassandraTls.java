package dev.kiseki.store.table;

import javax.net.ssl.SSLContext;

/**
 * Encrypted connections.
 *
 * @param checkHostname whether a node's certificate must name the address it is reached at
 */
public record CassandraTls(SSLContext context, boolean checkHostname) {}
