package dev.millrace.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The rules that hold in every service, {@link HouseRules} included; a service takes all of them with
 * {@code ArchTests.in(ServiceRules.class)}. One that does not serve Git takes {@link ServiceWithoutGitRules}.
 */
public final class ServiceRules {

    private static final String ROLES = "jakarta.annotation.security.RolesAllowed";
    private static final String ANYONE = "jakarta.annotation.security.PermitAll";

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

    /** {@code @PermitAll} is for routes that check the caller by themselves, or have none. */
    @ArchTest
    public static final ArchRule ROUTES_STATE_WHO_MAY_CALL = methods()
            .that()
            .areMetaAnnotatedWith("jakarta.ws.rs.HttpMethod")
            .should()
            .beAnnotatedWith(ROLES)
            .orShould()
            .beAnnotatedWith(ANYONE)
            .orShould()
            .beDeclaredInClassesThat()
            .areAnnotatedWith(ROLES)
            .orShould()
            .beDeclaredInClassesThat()
            .areAnnotatedWith(ANYONE)
            .because("a route that forgets its role is open to everyone who has a token")
            .allowEmptyShould(true);

    private ServiceRules() {}
}
