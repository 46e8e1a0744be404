package dev.millrace.githttp;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.ServiceRules;

@AnalyzeClasses(packages = "dev.millrace.githttp", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests RULES = ArchTests.in(ServiceRules.class);

    @ArchTest
    static final ArchRule ACCESS_IS_DECIDED_WITHOUT_JGIT = noClasses()
            .that()
            .resideInAPackage("dev.millrace.githttp.access..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jgit..", "dev.millrace.githttp.transport..")
            .because("who may do what must be settled before any repository is opened");

    @ArchTest
    static final ArchRule DECISIONS_CARRY_NO_HTTP_STATUS = noFields()
            .that()
            .haveRawType(int.class)
            .and()
            .areDeclaredInClassesThat(describe("are not how an edge reports a refusal", type -> !isEdge(type)))
            .should()
            .haveName("status")
            .because("a reason is a sealed case, and each edge has one switch that knows the status of each");

    @ArchTest
    static final ArchRule THE_PROTOCOL_KNOWS_NO_HTTP = noClasses()
            .that()
            .resideInAnyPackage("dev.millrace.githttp.fetch..", "dev.millrace.githttp.push..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.quarkus..", "jakarta..")
            .because("the same fetch and push will be spoken over other transports, and are tested without a server");

    /** The outcome of authentication passes on the status of the kit's exception. */
    private static boolean isEdge(JavaClass type) {
        return type.getSimpleName().equals("GitRefusal");
    }
}
