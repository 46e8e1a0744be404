package dev.millrace.insights;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.insights", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_EDGES_SEE_HTTP = HouseRules.ONLY_EDGES_SEE_HTTP;

    @ArchTest
    static final ArchRule ONLY_EDGES_SEE_MESSAGING = HouseRules.ONLY_EDGES_SEE_MESSAGING;

    @ArchTest
    static final ArchRule ONLY_STORES_SEE_PERSISTENCE = HouseRules.ONLY_STORES_SEE_PERSISTENCE;

    @ArchTest
    static final ArchRule NOBODY_SEES_JGIT = HouseRules.NOBODY_SEES_JGIT;

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK = HouseRules.TIME_COMES_FROM_A_CLOCK;

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = HouseRules.featuresHaveNoCycles("dev.millrace.insights");

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE = HouseRules.knowsNoOtherService("dev.millrace.insights");

    @ArchTest
    static final ArchRule METRICS_ARE_PURE = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("..metric..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.millrace.kit..", "jakarta..", "io.quarkus..", "org.jdbi..", "java.sql..")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock")
            .because("a number that depends on more than facts and a window cannot be derived again by its reader");
}
