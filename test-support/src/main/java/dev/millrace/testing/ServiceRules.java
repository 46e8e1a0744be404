package dev.millrace.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/** The rules that hold in services, in addition to {@link HouseRules}; each service takes those that apply to it. */
public final class ServiceRules {

    /** Only edges use HTTP; a {@code *Responses} builds the responses of one. */
    public static final ArchRule ONLY_EDGES_SEE_HTTP = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("Client")
            .and()
            .haveSimpleNameNotEndingWith("Filter")
            .and()
            .haveSimpleNameNotEndingWith("Responses")
            .and()
            .areTopLevelClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..")
            .because("a decision that knows HTTP cannot be reached from Kafka, and cannot be tested without a server");

    /** JGit is for the Git services. */
    public static final ArchRule NO_JGIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..")
            .because(
                    "only git-storage and the Git transport of git-http and sync-worker use JGit; others ask over HTTP");

    private ServiceRules() {}
}
