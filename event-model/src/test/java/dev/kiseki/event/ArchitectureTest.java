package dev.kiseki.event;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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

@AnalyzeClasses(packages = "dev.kiseki.event", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theContractSeesTheJdkAndProtobufOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "javax.annotation..", "com.google.protobuf..", "dev.kiseki.event..")
          .because("whatever the contract depends on, every service depends on");

  @ArchTest
  static final ArchRule theFoldSeesNoBytes =
      classes()
          .that()
          .resideInAnyPackage(
              "dev.kiseki.event.catalog",
              "dev.kiseki.event.registry",
              "dev.kiseki.event.webhook",
              "dev.kiseki.event.run")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "dev.kiseki.event.wire..",
              "com.google.protobuf..",
              "java.time..",
              "java.util.concurrent..")
          .because("a verdict depends on the records before it and on nothing else");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.kiseki.event.(*)..").should().beFreeOfCycles();

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    Path sources = Path.of("src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      List<Path> silent =
          files
              .filter(Files::isDirectory)
              .filter(ArchitectureTest::holdsJava)
              .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
              .toList();
      assertThat(silent).isEmpty();
    }
  }

  private static boolean holdsJava(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
