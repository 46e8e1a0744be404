package dev.millrace.sync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.sync", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule HTTP = HouseRules.ONLY_EDGES_SEE_HTTP;

    @ArchTest
    static final ArchRule MESSAGING = HouseRules.ONLY_EDGES_SEE_MESSAGING;

    @ArchTest
    static final ArchRule PERSISTENCE = HouseRules.ONLY_STORES_SEE_PERSISTENCE;

    @ArchTest
    static final ArchRule TIME = HouseRules.TIME_COMES_FROM_A_CLOCK;

    @ArchTest
    static final ArchRule CYCLES = HouseRules.featuresHaveNoCycles("dev.millrace.sync");

    @ArchTest
    static final ArchRule SERVICES = HouseRules.knowsNoOtherService("dev.millrace.sync");

    @ArchTest
    static final ArchRule JGIT = noClasses()
            .that()
            .resideInAPackage("dev.millrace.sync.upstream..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jgit..")
            .because("which mirrors exist is a matter of events; only a pass speaks Git");
}
