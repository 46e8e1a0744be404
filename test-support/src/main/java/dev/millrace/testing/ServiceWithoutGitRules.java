package dev.millrace.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

/** The rules that hold in services other than git-http and sync-worker, {@link ServiceRules} included. */
public final class ServiceWithoutGitRules {

    /** What holds in every service. */
    @ArchTest
    public static final ArchTests SERVICE_RULES = ArchTests.in(ServiceRules.class);

    /** JGit is for the Git services. */
    @ArchTest
    public static final ArchRule NO_JGIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..")
            .because(
                    "only git-storage and the Git transport of git-http and sync-worker use JGit; others ask over HTTP");

    private ServiceWithoutGitRules() {}
}
