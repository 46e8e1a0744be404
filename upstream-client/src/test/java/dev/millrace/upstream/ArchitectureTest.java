package dev.millrace.upstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.upstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule JGIT = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("Git")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jgit..")
            .because("a user of the client that speaks no Git has no JGit on its class path");

    @ArchTest
    static final ArchRule FAILURES = noClasses()
            .that()
            .haveSimpleNameStartingWith("Upstream")
            .and()
            .haveSimpleNameEndingWith("Failure")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "org.eclipse.jgit..")
            .because("what went wrong does not depend on the HTTP client");
}
