package dev.kiseki.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.kiseki.protocol",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule knowsNoLogAndNoDatabase =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "com.datastax..", "org.rocksdb..", "io.minio..");

  @ArchTest
  static final ArchRule readingKnowsNoAnswer =
      noClasses()
          .that()
          .resideInAPackage("..request..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kiseki.protocol.answer..",
              "dev.kiseki.protocol.fault..",
              "dev.kiseki.protocol.server..");

  @ArchTest
  static final ArchRule noCatchAllPackages =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..", "..common..", "..helper..", "..misc..", "..impl..", "..manager..");
}
