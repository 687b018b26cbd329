package dev.kiseki.transport;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.kiseki.transport",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule transportKnowsNoHttpAndNoStore =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micronaut.http..", "org.rocksdb..", "com.datastax..")
          .because("it is used by services that have neither");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.kiseki.transport.(*)..").should().beFreeOfCycles();
}
