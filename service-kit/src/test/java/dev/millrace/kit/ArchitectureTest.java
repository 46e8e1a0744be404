package dev.millrace.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.kit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule KNOWS_NO_DOMAIN_WORD = noClasses()
            .that()
            .resideOutsideOfPackage("dev.millrace.kit.identity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.events.forge..",
                    "dev.millrace.events.git..",
                    "dev.millrace.events.pipeline..",
                    "dev.millrace.events.access..")
            .because("the kit serves every service alike; identity alone reads access.keys");
}
