package dev.kiseki.transport;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * A bean that begins its work when a service starts. A command that only looks is no service: in
 * the environment {@link #LOOKING} it is not there, so that nothing is made and nobody asked.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Context
@Requires(notEnv = WithService.LOOKING)
public @interface WithService {
  /** Name of the environment of commands that only look. */
  String LOOKING = "looking";
}
