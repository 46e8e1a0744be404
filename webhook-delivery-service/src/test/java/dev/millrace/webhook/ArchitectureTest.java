package dev.millrace.webhook;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.millrace.testing.HouseRules;

@AnalyzeClasses(packages = "dev.millrace.webhook", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ONLY_EDGES_SEE_HTTP = HouseRules.ONLY_EDGES_SEE_HTTP;

    @ArchTest
    static final ArchRule ONLY_EDGES_SEE_MESSAGING = HouseRules.ONLY_EDGES_SEE_MESSAGING;

    @ArchTest
    static final ArchRule ONLY_STORES_SEE_PERSISTENCE = HouseRules.ONLY_STORES_SEE_PERSISTENCE;

    @ArchTest
    static final ArchRule NOBODY_SEES_JGIT = HouseRules.NOBODY_SEES_JGIT;

    @ArchTest
    static final ArchRule TIME_COMES_FROM_A_CLOCK = HouseRules.TIME_COMES_FROM_A_CLOCK;

    @ArchTest
    static final ArchRule FEATURES_HAVE_NO_CYCLES = HouseRules.featuresHaveNoCycles("dev.millrace.webhook");

    @ArchTest
    static final ArchRule KNOWS_NO_OTHER_SERVICE = HouseRules.knowsNoOtherService("dev.millrace.webhook");
}
