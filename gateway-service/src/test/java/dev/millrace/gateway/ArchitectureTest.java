package dev.millrace.gateway;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.gateway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.millrace.gateway";

    @ArchTest
    static final ArchRule HTTP = HouseRules.ONLY_EDGES_SEE_HTTP;

    @ArchTest
    static final ArchRule MESSAGING = HouseRules.ONLY_EDGES_SEE_MESSAGING;

    @ArchTest
    static final ArchRule PERSISTENCE = HouseRules.ONLY_STORES_SEE_PERSISTENCE;

    @ArchTest
    static final ArchRule JGIT = HouseRules.NOBODY_SEES_JGIT;

    @ArchTest
    static final ArchRule TIME = HouseRules.TIME_COMES_FROM_A_CLOCK;

    @ArchTest
    static final ArchRule CYCLES = HouseRules.featuresHaveNoCycles(ROOT);

    @ArchTest
    static final ArchRule OTHERS = HouseRules.knowsNoOtherService(ROOT);
}
