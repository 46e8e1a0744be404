package dev.millrace.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.ServiceWithoutGitRules;

@AnalyzeClasses(packages = "dev.millrace.pipeline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests RULES = ArchTests.in(ServiceWithoutGitRules.class);

    @ArchTest
    static final ArchRule ONLY_CHECKS_TALK_TO_THE_FORGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.millrace.pipeline.check..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.millrace.forge..")
            .because("the forge bans apps that write side by side: every write goes through the lanes of 'check'");

    @ArchTest
    static final ArchRule THE_FILE_READER_IS_PURE = noClasses()
            .that()
            .resideInAPackage("dev.millrace.pipeline.workflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "dev.millrace.kit..", "dev.millrace.events..")
            .because("what ops.yml means depends on its bytes alone");
}
