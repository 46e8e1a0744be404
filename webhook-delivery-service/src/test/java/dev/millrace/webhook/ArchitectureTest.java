package dev.millrace.webhook;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;
import dev.millrace.testing.ServiceRules;

@AnalyzeClasses(packages = "dev.millrace.webhook", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchTests HOUSE_RULES = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule ONLY_EDGES_SEE_HTTP = ServiceRules.ONLY_EDGES_SEE_HTTP;

    @ArchTest
    static final ArchRule NO_JGIT = ServiceRules.NO_JGIT;
}
