package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Environment variables exist, have one source, and are what each service cannot do without. */
class SettingsTest {

    /** Read by the Java virtual machine and by Quarkus, not by us. */
    private static final Set<String> OF_THE_PLATFORM = Set.of("JAVA_TOOL_OPTIONS", "QUARKUS_SHUTDOWN_TIMEOUT");

    /** Read by the image millrace/migration only. */
    private static final Set<String> OF_THE_MIGRATION = Set.of(
            "JAVA_TOOL_OPTIONS",
            "MILLRACE_DATABASE_URL",
            "MILLRACE_DATABASE_OWNER",
            "MILLRACE_DATABASE_OWNER_PASSWORD",
            "MILLRACE_DATABASE_PASSWORD_GATEWAY",
            "MILLRACE_DATABASE_PASSWORD_INGEST",
            "MILLRACE_DATABASE_PASSWORD_GIT_HTTP",
            "MILLRACE_DATABASE_PASSWORD_SYNC",
            "MILLRACE_DATABASE_PASSWORD_PIPELINE",
            "MILLRACE_DATABASE_PASSWORD_INSIGHTS",
            "MILLRACE_DATABASE_PASSWORD_WEBHOOK_DELIVERY");

    private static final Set<String> OF_EVERY_SERVICE = Set.of(
            "MILLRACE_DATABASE_URL",
            "MILLRACE_DATABASE_USER",
            "MILLRACE_DATABASE_PASSWORD",
            "MILLRACE_KAFKA",
            "KAFKA_SECURITY_PROTOCOL",
            "KAFKA_SASL_MECHANISM",
            "KAFKA_SASL_JAAS_CONFIG",
            "MILLRACE_PLATFORM_PUBLIC_KEY_FILE");

    private static final Set<String> OF_THE_APP =
            Set.of("MILLRACE_GITHUB_APP_ID", "MILLRACE_GITHUB_PRIVATE_KEY_FILE", "MILLRACE_GITHUB_WEBHOOK_SECRETS");

    /** What a service needs in addition. */
    private static final Map<String, Set<String>> OF_ONE_SERVICE = Map.of(
            "gateway",
            union(
                    OF_THE_APP,
                    Set.of(
                            "MILLRACE_SECRETS_KEYSET_FILE",
                            "MILLRACE_PLATFORM_PRIVATE_KEY_FILE",
                            "MILLRACE_URLS_PUBLIC",
                            "MILLRACE_URLS_INGEST",
                            "MILLRACE_URLS_GIT_HTTP",
                            "MILLRACE_URLS_SYNC",
                            "MILLRACE_URLS_PIPELINE",
                            "MILLRACE_URLS_INSIGHTS",
                            "MILLRACE_URLS_WEBHOOK_DELIVERY",
                            "MILLRACE_MANAGEMENT_INGEST",
                            "MILLRACE_MANAGEMENT_GIT_HTTP",
                            "MILLRACE_MANAGEMENT_SYNC",
                            "MILLRACE_MANAGEMENT_PIPELINE",
                            "MILLRACE_MANAGEMENT_INSIGHTS",
                            "MILLRACE_MANAGEMENT_WEBHOOK_DELIVERY",
                            "MILLRACE_GATEWAY_TRUST_FORWARDED")),
            "webhook-ingest",
            Set.of("MILLRACE_SECRETS_KEYSET_FILE", "MILLRACE_URLS_GATEWAY"),
            "git-http",
            Set.of(
                    "MILLRACE_SECRETS_KEYSET_FILE",
                    "MILLRACE_URLS_PUBLIC",
                    "MILLRACE_URLS_GATEWAY",
                    "MILLRACE_GIT_STORE",
                    "MILLRACE_GIT_DIRECTORY"),
            "sync-worker",
            Set.of("MILLRACE_SECRETS_KEYSET_FILE", "MILLRACE_GIT_STORE", "MILLRACE_GIT_DIRECTORY"),
            "pipeline",
            Set.of(
                    "MILLRACE_PLATFORM_PRIVATE_KEY_FILE",
                    "MILLRACE_SECRETS_KEYSET_FILE",
                    "MILLRACE_URLS_PUBLIC",
                    "MILLRACE_URLS_GIT_HTTP",
                    "MILLRACE_URLS_INSIGHTS",
                    "MILLRACE_PIPELINE_WORK_DIRECTORY"),
            "insights",
            Set.of(),
            "webhook-delivery",
            Set.of("MILLRACE_SECRETS_KEYSET_FILE", "MILLRACE_URLS_PUBLIC", "MILLRACE_URLS_GIT_HTTP"));

    private final DocumentedSettings documented = new DocumentedSettings();

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void existForTheServiceThatGetsThem(String overlay) throws IOException {
        String kafka = Files.readString(ServiceSettings.ROOT.resolve("docs/kafka.md"));

        Rendered.overlay(overlay).services().forEach((name, pod) -> {
            Set<String> own = new ServiceSettings(name).variables();
            assertThat(Rendered.container(pod).getEnv().stream().map(EnvVar::getName))
                    .as(name)
                    .doesNotHaveDuplicates()
                    .allMatch(variable -> documented.areReadBy(name, variable)
                            || own.contains(variable)
                            || OF_THE_PLATFORM.contains(variable)
                            || kafka.contains("`" + variable + "`"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void existIfAllServicesGetThem(String overlay) throws IOException {
        String kafka = Files.readString(ServiceSettings.ROOT.resolve("docs/kafka.md"));

        Rendered.overlay(overlay)
                .all(ConfigMap.class)
                .forEach(map -> assertThat(map.getData().keySet())
                        .as(map.getMetadata().getName())
                        .allMatch(variable -> documented.has(variable) || kafka.contains("`" + variable + "`")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areComplete(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        rendered.services()
                .forEach((name, pod) -> assertThat(variables(rendered, Rendered.container(pod)))
                        .as(name)
                        .containsAll(OF_EVERY_SERVICE)
                        .containsAll(OF_ONE_SERVICE.get(name)));
        rendered.pods().forEach((name, pod) -> {
            if (name.startsWith("migration-")) {
                assertThat(variables(rendered, Rendered.container(pod))).isEqualTo(OF_THE_MIGRATION);
            }
        });
    }

    @Test
    void turnTracesOnForAllServicesWithTheirComponent() {
        Rendered traced = Rendered.overlayWith("small", "traces");

        assertThat(traced.services().values())
                .allSatisfy(pod -> assertThat(variables(traced, Rendered.container(pod)))
                        .contains("MILLRACE_TRACES_DISABLED", "MILLRACE_TRACES_ENDPOINT", "MILLRACE_TRACES_RATIO"));
        assertThat(Rendered.overlay("small").all(ConfigMap.class))
                .noneMatch(map -> map.getData().containsKey("MILLRACE_TRACES_DISABLED"));
    }

    @Test
    void nameTheBucketInProduction() {
        Rendered production = Rendered.overlay("production");

        for (String name : Set.of("git-http", "sync-worker")) {
            assertThat(variables(
                            production, Rendered.container(production.services().get(name))))
                    .contains(
                            "MILLRACE_GIT_S3_ENDPOINT",
                            "MILLRACE_GIT_S3_BUCKET",
                            "MILLRACE_GIT_S3_REGION",
                            "MILLRACE_GIT_S3_ACCESS_KEY",
                            "MILLRACE_GIT_S3_SECRET_KEY",
                            "MILLRACE_GIT_S3_PATH_STYLE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void giveEachServiceARoleOfItsOwn(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        var roles = rendered.services().values().stream()
                .map(pod -> variable(Rendered.container(pod), "MILLRACE_DATABASE_USER")
                        .getValue())
                .collect(Collectors.toSet());

        assertThat(roles)
                .containsExactlyInAnyOrder(
                        "millrace_gateway",
                        "millrace_ingest",
                        "millrace_git_http",
                        "millrace_sync",
                        "millrace_pipeline",
                        "millrace_insights",
                        "millrace_webhook_delivery");
        rendered.services().forEach((name, pod) -> {
            String role =
                    variable(Rendered.container(pod), "MILLRACE_DATABASE_USER").getValue();
            String key = role.substring("millrace_".length()).replace('_', '-');
            for (String secret : Set.of("MILLRACE_DATABASE_PASSWORD", "KAFKA_SASL_JAAS_CONFIG")) {
                assertThat(variable(Rendered.container(pod), secret)
                                .getValueFrom()
                                .getSecretKeyRef()
                                .getKey())
                        .as("%s of %s", secret, name)
                        .isEqualTo(key);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void addressServicesThatExist(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);
        Set<String> addresses = rendered.services().entrySet().stream()
                .flatMap(service -> Rendered.container(service.getValue()).getPorts().stream()
                        .map(port -> "http://%s:%d".formatted(service.getKey(), port.getContainerPort())))
                .collect(Collectors.toSet());

        Stream<String> used = Stream.concat(
                rendered.all(ConfigMap.class).stream()
                        .flatMap(map -> map.getData().entrySet().stream())
                        .filter(entry -> isAddress(entry.getKey()))
                        .map(Map.Entry::getValue),
                rendered.services().values().stream()
                        .flatMap(pod -> Rendered.container(pod).getEnv().stream())
                        .filter(variable -> isAddress(variable.getName()) && variable.getValue() != null)
                        .map(EnvVar::getValue));

        // six of the services behind the gateway, twice, and the gateway, which two of them call
        assertThat(used).hasSize(14).isSubsetOf(addresses);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void nameMountedFiles(String overlay) {
        Rendered.overlay(overlay).services().forEach((name, pod) -> {
            var files = new HashSet<String>();
            for (var mount : Rendered.container(pod).getVolumeMounts()) {
                pod.getSpec().getVolumes().stream()
                        .filter(volume -> volume.getName().equals(mount.getName()) && volume.getSecret() != null)
                        .flatMap(volume -> volume.getSecret().getItems().stream())
                        .forEach(item -> files.add(mount.getMountPath() + "/" + item.getPath()));
            }

            assertThat(Rendered.container(pod).getEnv().stream()
                            .filter(variable -> variable.getName().endsWith("_FILE"))
                            .map(EnvVar::getValue))
                    .as("files of %s, and no others", name)
                    .containsExactlyInAnyOrderElementsOf(files);
        });
    }

    private static boolean isAddress(String variable) {
        return variable.startsWith("MILLRACE_MANAGEMENT_")
                || (variable.startsWith("MILLRACE_URLS_") && !variable.equals("MILLRACE_URLS_PUBLIC"));
    }

    private static EnvVar variable(Container container, String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private static Set<String> variables(Rendered rendered, Container container) {
        var variables = new TreeSet<String>();
        container.getEnv().forEach(variable -> variables.add(variable.getName()));
        container
                .getEnvFrom()
                .forEach(source -> variables.addAll(
                        rendered.one(ConfigMap.class, source.getConfigMapRef().getName())
                                .getData()
                                .keySet()));
        return variables;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
    }
}
