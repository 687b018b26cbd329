package dev.kiseki.standalone.launch;

/**
 * A port that a child listens on.
 *
 * @param user what needs it, as the user reads it
 * @param host address it is bound on
 * @param port its number
 * @param setting which setting changes it
 */
record PortUse(String user, String host, int port, Setting setting) {}
