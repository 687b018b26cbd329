package dev.kiseki.query;

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

@AnalyzeClasses(packages = "dev.kiseki.query", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule parsingSeesOnlyTheJdkAndContractOne =
      classes()
          .that()
          .resideInAPackage("..query.filter..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.kiseki.event..", "dev.kiseki.query.filter..")
          .because("a syntax tree must not depend on what its words mean");

  @ArchTest
  static final ArchRule bindingSeesOnlySyntaxTheJdkAndTheContracts =
      classes()
          .that()
          .resideInAPackage("..query.bind..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "dev.kiseki.event..",
              "dev.kiseki.store.scan..",
              "dev.kiseki.query.filter..",
              "dev.kiseki.query.bind..")
          .because("what a filter means is pure and tested without a server");

  @ArchTest
  static final ArchRule searchingKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage("..query.search..", "..query.gather..", "..query.page..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micronaut..", "io.grpc..", "com.datastax..", "..query.http..")
          .because("the ports decide how shards and the catalog are reached");

  @ArchTest
  static final ArchRule controllersKnowNoDriverAndNoWire =
      noClasses()
          .that()
          .resideInAPackage("..query.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.datastax..", "io.grpc..", "org.apache.kafka..")
          .because("a controller maps a request and decides nothing");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.kiseki.query.(*)..").should().beFreeOfCycles();

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
