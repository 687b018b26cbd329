package dev.kiseki.standalone.launch;

import java.util.List;
import java.util.stream.Stream;

/** The parts of the JDK that Cassandra reaches into, as its own start script opens them. */
final class CassandraAccess {
  static final List<String> OPTIONS =
      Stream.of(
              Stream.of("-Djava.security.manager=allow", "-Djdk.attach.allowAttachSelf=true"),
              Stream.of(
                      "java.base/java.lang.ref",
                      "java.base/jdk.internal.misc",
                      "java.base/jdk.internal.ref",
                      "java.base/sun.nio.ch",
                      "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                      "java.rmi/sun.rmi.registry",
                      "java.rmi/sun.rmi.server",
                      "java.sql/java.sql",
                      "jdk.attach/sun.tools.attach",
                      "jdk.compiler/com.sun.tools.javac.file",
                      "jdk.unsupported/sun.misc")
                  .map(part -> "--add-exports=" + part + "=ALL-UNNAMED"),
              Stream.of(
                      "java.base/java.io",
                      "java.base/java.lang",
                      "java.base/java.lang.module",
                      "java.base/java.lang.reflect",
                      "java.base/java.nio",
                      "java.base/java.util",
                      "java.base/java.util.concurrent",
                      "java.base/java.util.concurrent.atomic",
                      "java.base/jdk.internal.loader",
                      "java.base/jdk.internal.math",
                      "java.base/jdk.internal.module",
                      "java.base/jdk.internal.ref",
                      "java.base/jdk.internal.reflect",
                      "java.base/jdk.internal.util.jar",
                      "java.base/sun.nio.ch",
                      "jdk.management/com.sun.management.internal")
                  .map(part -> "--add-opens=" + part + "=ALL-UNNAMED"))
          .flatMap(part -> part)
          .toList();

  private CassandraAccess() {}
}
