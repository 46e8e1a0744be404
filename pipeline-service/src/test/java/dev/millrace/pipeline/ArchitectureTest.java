package dev.millrace.pipeline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.forge.ForgeFailure;
import dev.millrace.forge.ForgeInstallation;
import dev.millrace.forge.RepositoryPermissions;
import dev.millrace.forge.connection.ForgeConnection;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.testing.ServiceWithoutGitRules;

@AnalyzeClasses(packages = "dev.millrace.pipeline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests RULES = ArchTests.in(ServiceWithoutGitRules.class);

    @ArchTest
    static final ArchRule ONLY_CHECKS_TALK_TO_THE_FORGE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.millrace.pipeline.check..",
                    "dev.millrace.pipeline.comment..",
                    "dev.millrace.pipeline.command..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.millrace.forge..")
                    .and(not(belongToAnyOf(
                            ForgeConnections.class,
                            ForgeConnection.class,
                            RepositoryPermissions.class,
                            ForgeInstallation.class,
                            ForgeFailure.class))))
            .because("the forge bans apps that write side by side: every write goes through the lanes of 'check',"
                    + " or through 'comment', which gets its times from them; 'command' only reads."
                    + " Which forges are connected, and what an account may do there, others may ask");

    @ArchTest
    static final ArchRule THE_FILE_READER_IS_PURE = noClasses()
            .that()
            .resideInAPackage("dev.millrace.pipeline.workflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "dev.millrace.kit..", "dev.millrace.events..")
            .because("what ops.yml means depends on its bytes alone");
}
