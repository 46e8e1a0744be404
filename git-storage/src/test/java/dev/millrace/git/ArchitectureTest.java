package dev.millrace.git;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.git", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule NO_HTTP = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "io.vertx..", "java.net.http..")
            .because("the storage is a library below the services: how bytes reach a client is theirs to know");

    @ArchTest
    static final ArchRule NO_MESSAGING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.eclipse.microprofile.reactive.messaging..",
                    "io.smallrye.reactive.messaging..",
                    "org.apache.kafka..")
            .because("events leave through the outbox, in the transaction of the refs that they report");

    @ArchTest
    static final ArchRule NO_FORGE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.millrace.forge..", "dev.millrace.events.forge..")
            .because("a mirror is to the storage a repository with a key; what a forge is only the sync worker knows");
}
