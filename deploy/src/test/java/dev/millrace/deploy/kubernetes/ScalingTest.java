package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScalingTest {

    /** The parameters of KEDA's two scalers that we use, of those on their reference pages. */
    private static final Map<String, Set<String>> PARAMETERS = Map.of(
            "kafka", Set.of("bootstrapServersFromEnv", "consumerGroup", "topic", "lagThreshold", "offsetResetPolicy"),
            "postgresql", Set.of("query", "targetQueryValue"));

    private static final Set<String> WORKERS = Set.of("sync-worker", "pipeline", "insights", "webhook-delivery");

    /** Partitions of the topics with the most of them: further instances would get none. */
    private static final int PARTITIONS = 12;

    private final Rendered production = Rendered.overlay("production");

    @Test
    void concernsTheWorkersEachWithADeployment() {
        List<ScaledObject> scaled = production.all(ScaledObject.class);

        assertThat(scaled)
                .extracting(object -> object.spec().scaleTargetRef().name())
                .containsExactlyInAnyOrderElementsOf(WORKERS);
        assertThat(scaled).allSatisfy(object -> {
            String target = object.spec().scaleTargetRef().name();
            assertThat(object.metadata().getName()).isEqualTo(target);
            assertThat(production.has(Deployment.class, target)).as(target).isTrue();
            assertThat(object.spec().maxReplicaCount())
                    .isGreaterThan(object.spec().minReplicaCount())
                    .isLessThanOrEqualTo(PARTITIONS);
        });
    }

    @Test
    void usesParametersThatKedaHas() {
        assertThat(triggers(production))
                .isNotEmpty()
                .allSatisfy(trigger -> assertThat(trigger.metadata().keySet())
                        .as(trigger.name())
                        .isEqualTo(PARAMETERS.get(trigger.type())));
    }

    @Test
    void followsTheLagOfEveryTopicThatAWorkerConsumes() {
        for (ScaledObject object : production.all(ScaledObject.class)) {
            String name = object.spec().scaleTargetRef().name();
            var settings = new ServiceSettings(name);
            List<Map<String, String>> lags = object.spec().triggers().stream()
                    .filter(trigger -> trigger.type().equals("kafka"))
                    .map(ScaledObject.Trigger::metadata)
                    .toList();

            assertThat(lags)
                    .as(name)
                    .extracting(lag -> lag.get("topic"))
                    .containsExactlyInAnyOrderElementsOf(settings.topics());
            assertThat(lags)
                    .as(name)
                    .extracting(lag -> lag.get("consumerGroup"))
                    .containsOnly("millrace." + settings.value("millrace.service"));
        }
    }

    @Test
    void readsTheAddressOfKafkaFromTheServicesOwnEnvironment() {
        for (ScaledObject object : production.all(ScaledObject.class)) {
            var container = Rendered.container(
                    production.services().get(object.spec().scaleTargetRef().name()));

            assertThat(container.getEnvFrom())
                    .extracting(source -> source.getConfigMapRef().getName())
                    .anyMatch(name -> name.startsWith("millrace-platform-"));
        }
        assertThat(triggers(production))
                .filteredOn(trigger -> trigger.type().equals("kafka"))
                .allSatisfy(trigger ->
                        assertThat(trigger.metadata()).containsEntry("bootstrapServersFromEnv", "MILLRACE_KAFKA"));
    }

    @Test
    void startsAnInstanceForAsManyJobsAsOneRuns() {
        var jobs = production.one(ScaledObject.class, "pipeline").spec().triggers().stream()
                .filter(trigger -> trigger.type().equals("postgresql"))
                .toList();

        assertThat(jobs).hasSize(1);
        assertThat(jobs.getFirst().metadata())
                .containsEntry(
                        "targetQueryValue", new DocumentedSettings().defaultOf("millrace.pipeline.parallel-jobs"));
    }

    @Test
    void namesTriggersOnceAndAuthenticationsThatExist() {
        for (ScaledObject object : production.all(ScaledObject.class)) {
            assertThat(object.spec().triggers())
                    .extracting(ScaledObject.Trigger::name)
                    .doesNotHaveDuplicates();
        }
        assertThat(triggers(production))
                .allSatisfy(trigger -> assertThat(production.has(
                                TriggerAuthentication.class,
                                trigger.authenticationRef().name()))
                        .as(trigger.name())
                        .isTrue());
        assertThat(parameters("kafka")).containsExactlyInAnyOrder("sasl", "tls", "username", "password");
        assertThat(parameters("database")).containsExactly("connection");
    }

    private Set<String> parameters(String authentication) {
        return production.one(TriggerAuthentication.class, authentication).spec().secretTargetRef().stream()
                .map(TriggerAuthentication.SecretKey::parameter)
                .collect(Collectors.toSet());
    }

    private static List<ScaledObject.Trigger> triggers(Rendered rendered) {
        return rendered.all(ScaledObject.class).stream()
                .flatMap(object -> object.spec().triggers().stream())
                .toList();
    }
}
