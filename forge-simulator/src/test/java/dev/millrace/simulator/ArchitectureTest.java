package dev.millrace.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.simulator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

    /** As everywhere, except for the package that implements GitHub's answers. */
    @ArchTest
    static final ArchRule HTTP = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("Filter")
            .and()
            .resideOutsideOfPackage("..rest..")
            .and()
            .areTopLevelClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..")
            .because("what happens at the forge is asked for over REST, over Git and by the control API alike");

    @ArchTest
    static final ArchRule PLATFORM = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.kit..", "dev.millrace.events..", "dev.millrace.git..", "dev.millrace.forge..")
            .because("a forge that shares code with the platform would share its mistakes");
}
