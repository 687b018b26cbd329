package dev.kiseki.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that are checked in, and what the declared endpoints make of them. */
final class ShippedFiles {
  static final Path TABLE = Path.of("routes.tsv");
  static final Path HAPROXY = Path.of("../proxy/haproxy.cfg");
  static final Path GATEWAY = Path.of("../helm/kiseki/files/httproutes.yaml");

  private static final String COMMAND = "mvn -pl deploy/routes -am test -Droutes.write=true";
  private static final String FROM =
      "# Made of what the services declare, by " + COMMAND + "; the tests there hold it to that.\n";
  private static final String BEGIN = "  # routes\n";
  private static final String END = "  # end of routes\n";

  private ShippedFiles() {}

  static String table(RouteTable table) {
    return FROM + table.text();
  }

  /** Only the part between the marks is made; the rest is as it is. */
  static String haproxy(RouteTable table) {
    String shipped = read(HAPROXY);
    String before = shipped.substring(0, shipped.indexOf(BEGIN) + BEGIN.length());
    String after = shipped.substring(shipped.indexOf(END));
    return before + "  " + FROM + HaproxyRules.of(table.rules()) + after;
  }

  static String gateway(RouteTable table) {
    return FROM + GatewayRules.of(table.rules());
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String howToWrite() {
    return "the services declare something else; write it anew: " + COMMAND;
  }
}
