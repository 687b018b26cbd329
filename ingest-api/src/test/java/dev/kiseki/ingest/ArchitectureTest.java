package dev.kiseki.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(
    packages = "dev.kiseki.ingest",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule acceptingIsPure =
      classes()
          .that()
          .resideInAPackage("..ingest.accept..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang..",
              "java.util..",
              "java.io..", // IOException of malformed JSON
              "java.time..", // a given moment in words; see below
              "dev.kiseki.event..",
              "dev.kiseki.protocol.request..",
              "dev.kiseki.ingest.accept..")
          .because("what MLflow accepts is decided without a server, a clock or state");

  @ArchTest
  static final ArchRule acceptingReadsNoClockAndNoFile =
      noClasses()
          .that()
          .resideInAPackage("..ingest.accept..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.File")
          .because("the header brings the time");

  @ArchTest
  static final ArchRule controllersKnowNoDriverAndNoWire =
      noClasses()
          .that()
          .resideInAPackage("..ingest.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "io.grpc..",
              "io.minio..",
              "okhttp3..",
              "dev.kiseki.transport..",
              "dev.kiseki.event.wire..")
          .because("a controller maps a request and decides nothing");

  @ArchTest
  static final ArchRule publishingKnowsNoHttpAndNoDriver =
      noClasses()
          .that()
          .resideInAPackage("..ingest.publish..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.micronaut.http..",
              "dev.kiseki.protocol..",
              "org.apache.kafka..",
              "io.grpc..",
              "io.minio..")
          .because("how long an answer waits is decided apart from how it is written");

  @ArchTest
  static final ArchRule filesGoPastTheLog =
      noClasses()
          .that()
          .resideInAPackage("..ingest.artifact..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "io.grpc..", "..ingest.http..")
          .because("artifacts are no events");

  @ArchTest
  static final ArchRule onlyArtifactsKnowTheObjectStore =
      noClasses()
          .that()
          .resideOutsideOfPackage("..ingest.artifact..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.minio..");

  @ArchTest
  static final ArchRule onlyWebhooksSendToPlacesThatClientsName =
      noClasses()
          .that()
          .resideOutsideOfPackages("..ingest.artifact..", "..ingest.webhook..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..")
          .because("where requests go is checked in one place");

  @ArchTest
  static final ArchRule passingOnIsBytesOnly =
      noClasses()
          .that()
          .resideInAPackage("..ingest.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micronaut..", "io.minio..", "okhttp3..", "dev.kiseki.transport..")
          .because("what is signed, repeated and explained is decided elsewhere");

  @ArchTest
  static final ArchRule onlyFilesKnowNetty =
      noClasses()
          .that()
          .resideOutsideOfPackages("..ingest.relay..", "..ingest.artifact..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.kiseki.ingest.(*)..").should().beFreeOfCycles();

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      List<Path> silent =
          sources
              .filter(path -> path.toString().endsWith(".java"))
              .map(Path::getParent)
              .distinct()
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();

      assertThat(silent).isEmpty();
    }
  }
}
