package dev.millrace.objectstore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.objectstore", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule NO_GIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..", "dev.millrace.git..")
            .because("an implementation of the object store needs nothing but bytes and keys");

    @ArchTest
    static final ArchRule SQL = HouseRules.ONLY_STORES_SEE_PERSISTENCE;

    @ArchTest
    static final ArchRule SERVICES = HouseRules.knowsNoOtherService("dev.millrace.objectstore");

    @ArchTest
    static final ArchRule TIME = HouseRules.TIME_COMES_FROM_A_CLOCK;
}
