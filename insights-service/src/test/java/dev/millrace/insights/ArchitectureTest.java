package dev.millrace.insights;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.millrace.testing.ServiceWithoutGitRules;

@AnalyzeClasses(packages = "dev.millrace.insights", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests RULES = ArchTests.in(ServiceWithoutGitRules.class);

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
