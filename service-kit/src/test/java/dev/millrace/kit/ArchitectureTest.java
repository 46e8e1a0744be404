package dev.millrace.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "dev.millrace.kit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_DOMAIN_WORD = noClasses()
            .that()
            .resideOutsideOfPackage("dev.millrace.kit.identity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.events.forge..",
                    "dev.millrace.events.git..",
                    "dev.millrace.events.pipeline..",
                    "dev.millrace.events.access..")
            .because("the kit serves every service alike; identity alone reads access.keys");

    @ArchTest
    static final ArchRule HAS_NO_CYCLES =
            slices().matching("dev.millrace.kit.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK =
            noClasses().should().callMethod(Instant.class, "now").because("a test must be able to set the time");
}
