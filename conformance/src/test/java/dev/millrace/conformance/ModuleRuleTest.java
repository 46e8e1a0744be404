package dev.millrace.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.millrace.testing.HouseRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which module may depend on which. The rule is checked on the compiled classes, so a dependency in a pom cannot hide.
 */
class ModuleRuleTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** Package of each module. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("event-contracts", "dev.millrace.events"),
            Map.entry("service-kit", "dev.millrace.kit"),
            Map.entry("object-store", "dev.millrace.objectstore"),
            Map.entry("git-storage", "dev.millrace.git"),
            Map.entry("forge-client", "dev.millrace.forge"),
            Map.entry("upstream-client", "dev.millrace.upstream"),
            Map.entry("test-support", "dev.millrace.testing"),
            Map.entry("webhook-ingest-service", "dev.millrace.ingest"),
            Map.entry("sync-worker-service", "dev.millrace.sync"),
            Map.entry("git-http-service", "dev.millrace.githttp"),
            Map.entry("pipeline-service", "dev.millrace.pipeline"),
            Map.entry("insights-service", "dev.millrace.insights"),
            Map.entry("webhook-delivery-service", "dev.millrace.webhook"),
            Map.entry("gateway-service", "dev.millrace.gateway"),
            Map.entry("migration", "dev.millrace.migration"),
            Map.entry("forge-simulator", "dev.millrace.simulator"),
            Map.entry("standalone", "dev.millrace.standalone"),
            Map.entry("benchmarks", "dev.millrace.bench"));

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of("event-contracts", List.of(), "records are for everyone"),
                Arguments.of("service-kit", List.of("event-contracts"), "the kit has no domain word"),
                Arguments.of("test-support", List.of("event-contracts"), "the tests of the kit use it, too"),
                Arguments.of("object-store", List.of("service-kit"), "bytes and keys, whatever they are for"),
                Arguments.of(
                        "git-storage",
                        List.of("event-contracts", "service-kit", "object-store"),
                        "storage knows neither forges nor HTTP"),
                Arguments.of(
                        "forge-client", List.of("event-contracts", "service-kit"), "talking to a forge stores nothing"),
                Arguments.of(
                        "upstream-client",
                        List.of("event-contracts", "service-kit", "forge-client"),
                        "services look up stored credentials and pass them in"),
                Arguments.of(
                        "webhook-ingest-service",
                        List.of("event-contracts", "service-kit", "forge-client"),
                        "no service knows another; lost deliveries are requested from forges"),
                Arguments.of(
                        "sync-worker-service",
                        List.of(
                                "event-contracts",
                                "service-kit",
                                "object-store",
                                "git-storage",
                                "forge-client",
                                "upstream-client"),
                        "no service knows another"),
                Arguments.of(
                        "git-http-service",
                        List.of(
                                "event-contracts",
                                "service-kit",
                                "object-store",
                                "git-storage",
                                "forge-client",
                                "upstream-client"),
                        "no service knows another; pushes to mirrors go on to forges"),
                Arguments.of(
                        "pipeline-service",
                        List.of("event-contracts", "service-kit", "object-store", "forge-client"),
                        "pipelines read repositories over HTTP, and keep logs as objects"),
                Arguments.of("insights-service", List.of("event-contracts", "service-kit"), "no service knows another"),
                Arguments.of(
                        "webhook-delivery-service",
                        List.of("event-contracts", "service-kit"),
                        "no service knows another; it asks git-http for repositories over HTTP"),
                Arguments.of(
                        "gateway-service",
                        List.of("event-contracts", "service-kit", "forge-client"),
                        "no service knows another; people sign in at forges"),
                Arguments.of(
                        "forge-simulator", List.of(), "a simulated forge must not share our reading of the contract"),
                Arguments.of("migration", List.of(), "it runs before any service, and takes only their SQL files"),
                Arguments.of(
                        "standalone",
                        List.of("event-contracts", "migration"),
                        "it starts processes and speaks HTTP, as a user would"));
    }

    static Stream<String> modules() {
        return PACKAGES.keySet().stream().sorted();
    }

    /** Services check this in their own tests, too; libraries, tools and the test support have only this one. */
    @ParameterizedTest
    @MethodSource("modules")
    void hasNoPackageCycles(String module) {
        HouseRules.PACKAGES_HAVE_NO_CYCLES.check(classesOf(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void givesTypesNamesThatHaveMeaning(String module) {
        HouseRules.NAMES_HAVE_MEANING.check(classesOf(module));
    }

    @ParameterizedTest(name = "{0} knows {1} only")
    @MethodSource("rules")
    void knowsOnlyWhatThePlanAllows(String module, List<String> allowed, String reason) {
        JavaClasses classes = classesOf(module);
        String[] forbidden = PACKAGES.entrySet().stream()
                .filter(other -> !other.getKey().equals(module) && !allowed.contains(other.getKey()))
                .map(other -> other.getValue() + "..")
                .toArray(String[]::new);

        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .because(reason)
                .check(classes);
    }

    @Test
    void everyModuleKeepsToItsPackage() {
        assertThat(PACKAGES)
                .allSatisfy((module, name) -> assertThat(classesOf(module))
                        .as(module)
                        .isNotEmpty()
                        .allSatisfy(type -> assertThat(type.getPackageName()).startsWith(name)));
    }

    private static JavaClasses classesOf(String module) {
        Path classes = ROOT.resolve(module).resolve("target").resolve("classes");
        assertThat(Files.isDirectory(classes))
                .as("%s is built before this test", module)
                .isTrue();
        return new ClassFileImporter().importPath(classes);
    }
}
