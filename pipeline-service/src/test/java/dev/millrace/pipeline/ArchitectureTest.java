package dev.millrace.pipeline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.forge.connection.ForgeConnections;
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
            .dependOnClassesThat(resideInAPackage("dev.millrace.forge..").and(not(type(ForgeConnections.class))))
            .because("the forge bans apps that write side by side: every write goes through the lanes of 'check'."
                    + " Which forges are connected, others may ask");

    @ArchTest
    static final ArchRule THE_FILE_READER_IS_PURE = noClasses()
            .that()
            .resideInAPackage("dev.millrace.pipeline.workflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "dev.millrace.kit..", "dev.millrace.events..")
            .because("what ops.yml means depends on its bytes alone");
}
