package dev.kiseki.query.filter;

/**
 * One order_by clause's syntax.
 *
 * @param key a {@link Operand.Name} or a {@link Operand.Call}
 */
public record OrderItem(Operand key, boolean ascending) {}
