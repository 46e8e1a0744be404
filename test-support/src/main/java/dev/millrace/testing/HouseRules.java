package dev.millrace.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.Set;

/**
 * The rules that hold in every module, each with its reason. A module takes all of them with
 * {@code ArchTests.in(HouseRules.class)}; a service takes {@link ServiceRules}, which include them. Each rule is shown to
 * fail in {@code HouseRulesTest}.
 */
public final class HouseRules {

    private static final String PLATFORM = "dev.millrace.";

    private static final Set<String> SERVICES =
            Set.of("ingest", "sync", "githttp", "webhook", "pipeline", "insights", "gateway", "simulator");

    /** Only edges use messaging. */
    @ArchTest
    public static final ArchRule ONLY_EDGES_SEE_MESSAGING = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Consumer")
            .and()
            .haveSimpleNameNotEndingWith("Publisher")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.microprofile.reactive.messaging..", "io.smallrye.reactive.messaging..")
            .because("a decision does not depend on how an event arrived")
            .allowEmptyShould(true);

    /** Only stores contain SQL. */
    @ArchTest
    public static final ArchRule ONLY_STORES_SEE_PERSISTENCE = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Store")
            .and()
            .haveSimpleNameNotEndingWith("Row")
            .and()
            .areTopLevelClasses()
            .and()
            .resideOutsideOfPackages("dev.millrace.kit..", "dev.millrace.testing..", "dev.millrace.*.database")
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
            .because("to change a table you must find every statement in its store")
            .allowEmptyShould(true);

    /** Time is injected. */
    @ArchTest
    public static final ArchRule TIME_COMES_FROM_A_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to set the time; inject java.time.Clock")
            .allowEmptyShould(true);

    /** Packages have no cycles; the root package of a module is a package like the others. */
    @ArchTest
    public static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().assignedFrom(new ByPackage())
            .should()
            .beFreeOfCycles()
            .because("packages that need each other are one feature, or lack a third")
            .allowEmptyShould(true);

    /** A service depends on itself and the libraries only. */
    @ArchTest
    public static final ArchRule SERVICES_ARE_INDEPENDENT = noClasses()
            .that(DescribedPredicate.describe("belong to a service", type -> SERVICES.contains(module(type))))
            .should(dependOnAnotherService())
            .because("services talk over Kafka and HTTP only; a shared class would make them deploy together")
            .allowEmptyShould(true);

    /** A store is used only by its own feature. */
    @ArchTest
    public static final ArchRule STORES_BELONG_TO_ONE_FEATURE = classes()
            .that()
            .haveSimpleNameEndingWith("Store")
            .and()
            .areNotInterfaces()
            .and(DescribedPredicate.describe("belong to a service", type -> SERVICES.contains(module(type))))
            .should()
            .bePackagePrivate()
            .because("another feature that reads or writes these rows asks the feature that owns them")
            .allowEmptyShould(true);

    /** Names state what a type is. */
    @ArchTest
    public static final ArchRule NAMES_HAVE_MEANING = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl|V2|Dto|DTO|Base|Bean)(\\$.*)?")
            .orShould()
            .haveNameMatching(".*\\.Abstract[A-Z][A-Za-z]*")
            .orShould()
            .resideInAnyPackage("..util..", "..common..", "..impl..", "..dto..", "..model..")
            .because("such a name fits everything, so it does not show where a thing lives")
            .allowEmptyShould(true);

    private HouseRules() {}

    private static ArchCondition<JavaClass> dependOnAnotherService() {
        return new ArchCondition<>("depend on another service") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String other = module(dependency.getTargetClass());
                    boolean isOther = SERVICES.contains(other) && !other.equals(module(type));
                    events.add(new SimpleConditionEvent(dependency, isOther, dependency.getDescription()));
                }
            }
        };
    }

    /** Third part of the package, for example {@code ingest}; empty outside of the platform. */
    private static String module(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(PLATFORM)) {
            return "";
        }
        int end = name.indexOf('.', PLATFORM.length());
        return name.substring(PLATFORM.length(), end < 0 ? name.length() : end);
    }

    private static final class ByPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith(PLATFORM)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
