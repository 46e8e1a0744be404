package dev.millrace.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** The rules that hold in every service, each with its reason. */
public final class HouseRules {

    /** HTTP stays at the edge. */
    public static final ArchRule ONLY_EDGES_SEE_HTTP = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Resource")
            .and()
            .haveSimpleNameNotEndingWith("Client")
            .and()
            .haveSimpleNameNotEndingWith("Filter")
            .and()
            .areTopLevelClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..")
            .because("a decision that knows HTTP cannot be reached from Kafka, and cannot be tested without a server")
            .allowEmptyShould(true);

    /** Messaging stays at the edge. */
    public static final ArchRule ONLY_EDGES_SEE_MESSAGING = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Consumer")
            .and()
            .haveSimpleNameNotEndingWith("Publisher")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.microprofile.reactive.messaging..", "io.smallrye.reactive.messaging..")
            .because("a decision does not care which way an event came")
            .allowEmptyShould(true);

    /** SQL and entities live in stores and rows; the package {@code database} of a service opens its transactions. */
    public static final ArchRule ONLY_STORES_SEE_PERSISTENCE = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Store")
            .and()
            .haveSimpleNameNotEndingWith("Row")
            .and()
            .areTopLevelClasses()
            .and()
            .resideOutsideOfPackage("dev.millrace.*.database")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.jdbi..",
                    "java.sql..",
                    "jakarta.persistence..",
                    "jakarta.transaction..",
                    "org.hibernate..",
                    "io.quarkus.hibernate..",
                    "io.quarkus.narayana..")
            .because("whoever changes a table must find every statement in its store")
            .allowEmptyShould(true);

    /** JGit is for the Git services. */
    public static final ArchRule NOBODY_SEES_JGIT = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..")
            .because(
                    "only git-storage and the Git transport of git-http and sync-worker speak JGit; others ask over HTTP")
            .allowEmptyShould(true);

    /** Time is injected. */
    public static final ArchRule TIME_COMES_FROM_A_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to set the time; inject java.time.Clock")
            .allowEmptyShould(true);

    private HouseRules() {}

    /** Feature packages have no cycles: {@code root} is the service's base package, for example {@code dev.millrace.ingest}. */
    public static ArchRule featuresHaveNoCycles(String root) {
        return slices().matching(root + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("features that need each other are one feature, or lack a third")
                .allowEmptyShould(true);
    }

    /** A service knows itself and the shared modules: {@code root} as in {@link #featuresHaveNoCycles}. */
    public static ArchRule knowsNoOtherService(String root) {
        return noClasses()
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "belong to another service", (JavaClass type) -> isOtherService(root, type.getPackageName())))
                .because("services speak over Kafka and HTTP only; a shared class would make them deploy together")
                .allowEmptyShould(true);
    }

    private static boolean isOtherService(String root, String packageName) {
        if (packageName.equals(root) || packageName.startsWith(root + ".")) {
            return false;
        }
        for (String service :
                new String[] {"ingest", "sync", "githttp", "pipeline", "insights", "webhook", "gateway", "simulator"}) {
            String other = "dev.millrace." + service;
            if (packageName.equals(other) || packageName.startsWith(other + ".")) {
                return true;
            }
        }
        return false;
    }
}
