package dev.millrace.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The rules that hold in every service, {@link HouseRules} included; a service takes all of them with
 * {@code ArchTests.in(ServiceRules.class)}. One that does not serve Git takes {@link ServiceWithoutGitRules}.
 */
public final class ServiceRules {

    /** What holds in every module. */
    @ArchTest
    public static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

    /** Only edges use HTTP; a {@code *Responses} builds the responses of one. */
    @ArchTest
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

    private ServiceRules() {}
}
