package dev.kiseki.processor;

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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(
    packages = "dev.kiseki.processor",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule theFoldSeesOnlyTheJdkAndTheContracts =
      classes()
          .that()
          .resideInAPackage("..processor.fold..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "dev.kiseki.event",
              "dev.kiseki.event.catalog..",
              "dev.kiseki.event.fault..",
              "dev.kiseki.event.id..",
              "dev.kiseki.event.map..",
              "dev.kiseki.event.rule..",
              "dev.kiseki.event.run..",
              "dev.kiseki.store.document",
              "dev.kiseki.store.key",
              "dev.kiseki.processor.fold..")
          .because("a verdict is a pure function of the log, tested without a server");

  @ArchTest
  static final ArchRule theFoldReadsNoClockNoChanceAndNoFile =
      noClasses()
          .that()
          .resideInAPackage("..processor.fold..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.time..", "java.io..", "java.nio.file..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.UUID")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .because("a replay must give the same verdicts");

  @ArchTest
  static final ArchRule onlyTheStoreKnowsRocksDb =
      noClasses()
          .that()
          .resideOutsideOfPackage("..processor.local..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..")
          .because("whoever reads state does so through RunStateReader");

  /** A new release of Kafka Streams may change these; see docs/adr/0003. */
  @ArchTest
  static final ArchRule onlyTwoClassesUseInternalsOfKafkaStreams =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.kiseki.processor.local.StreamsChangelog")
          .and()
          .doNotHaveFullyQualifiedName("dev.kiseki.processor.local.FlushedBeforeCommit")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka.streams.processor.internals..",
              "org.apache.kafka.streams.state.internals..");

  @ArchTest
  static final ArchRule onlyTheSinkKnowsCassandra =
      noClasses()
          .that()
          .resideOutsideOfPackage("..processor.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.datastax..");

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsGrpc =
      noClasses()
          .that()
          .resideOutsideOfPackages("..processor.serve..", "..processor.receipts..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..");

  @ArchTest
  static final ArchRule onlyTheWiringKnowsTheFramework =
      noClasses()
          .that()
          .resideInAPackage("dev.kiseki.processor.*..")
          .and()
          .resideOutsideOfPackage("..processor.wiring..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micronaut..", "jakarta..", "dev.kiseki.protocol..");

  @ArchTest
  static final ArchRule onlyTheWiringAndTheArtifactsKnowTheTransport =
      noClasses()
          .that()
          .resideInAPackage("dev.kiseki.processor.*..")
          .and()
          .resideOutsideOfPackages("..processor.wiring..", "..processor.artifact..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.kiseki.transport..", "io.minio..");

  @ArchTest
  static final ArchRule artifactsAreReachedOverTheTransportAlone =
      noClasses()
          .that()
          .resideInAPackage("..processor.artifact..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.minio..",
              "dev.kiseki.transport.append..",
              "dev.kiseki.transport.catalog..",
              "dev.kiseki.transport.kafka..",
              "dev.kiseki.transport.owner..",
              "dev.kiseki.transport.receipt..",
              "dev.kiseki.transport.shard..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.kiseki.processor.(*)..").should().beFreeOfCycles();

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
