package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HouseRulesTest {

    /** By the rule's name, classes that break it. */
    private static final Map<String, List<String>> BROKEN = Map.ofEntries(
            Map.entry("ONLY_EDGES_SEE_MESSAGING", List.of("testing.broken.DecisionWithMessaging")),
            Map.entry("ONLY_STORES_SEE_PERSISTENCE", List.of("ingest.broken.DecisionWithSql")),
            Map.entry("TIME_COMES_FROM_A_CLOCK", List.of("testing.broken.DecisionWithSystemTime")),
            Map.entry("PACKAGES_HAVE_NO_CYCLES", List.of("testing.broken.Root", "testing.broken.feature.Feature")),
            Map.entry(
                    "SERVICES_ARE_INDEPENDENT",
                    List.of("ingest.broken.DecisionWithAnotherService", "sync.broken.SharedBetweenServices")),
            Map.entry("STORES_BELONG_TO_ONE_FEATURE", List.of("ingest.broken.OpenStore")),
            Map.entry("NAMES_HAVE_MEANING", List.of("testing.broken.DeliveryManager")),
            Map.entry("ONLY_EDGES_SEE_HTTP", List.of("testing.broken.DecisionWithHttp")),
            Map.entry("ROUTES_STATE_WHO_MAY_CALL", List.of("testing.broken.OpenResource")),
            Map.entry("NO_JGIT", List.of("testing.broken.DecisionWithGit")));

    static Stream<Field> rules() {
        return Stream.of(HouseRules.class, ServiceRules.class, ServiceWithoutGitRules.class)
                .flatMap(rules -> Arrays.stream(rules.getFields()))
                .filter(field -> ArchRule.class.isAssignableFrom(field.getType()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void failsForAClassThatBreaksTheRule(Field field) throws Exception {
        List<String> broken = BROKEN.getOrDefault(field.getName(), List.of());
        assertThat(broken).as("classes that break %s", field.getName()).isNotEmpty();

        EvaluationResult result = rule(field).evaluate(load(broken));

        assertThat(result.hasViolation()).isTrue();
        assertThat(String.join("\n", result.getFailureReport().getDetails())).contains(broken.getFirst());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void passesForAClassThatKeepsTheRule(Field field) throws Exception {
        assertThat(rule(field)
                        .evaluate(new ClassFileImporter().importClasses(HouseRulesTest.class))
                        .hasViolation())
                .isFalse();
    }

    private static ArchRule rule(Field field) throws IllegalAccessException {
        return ((ArchRule) field.get(null)).allowEmptyShould(true);
    }

    private static JavaClasses load(List<String> names) throws ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (String name : names) {
            classes.add(Class.forName("dev.millrace." + name));
        }
        return new ClassFileImporter().importClasses(classes);
    }
}
