package dev.kiseki.query.filter;

/**
 * One order_by clause's syntax.
 *
 * @param name as written: a key with or without its entity
 */
public record OrderItem(String name, boolean ascending) {}
