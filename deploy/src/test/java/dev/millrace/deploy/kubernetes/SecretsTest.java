package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    /** Parts of names of variables whose values are secret. */
    private static final Set<String> SECRET =
            Set.of("PASSWORD", "SECRETS", "SECRET_KEY", "ACCESS_KEY", "JAAS_CONFIG", "TOKEN");

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areInNoOverlay(String overlay) {
        assertThat(Rendered.overlay(overlay).all(Secret.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areGivenByReferenceOnly(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        rendered.pods()
                .forEach((name, pod) -> assertThat(Rendered.container(pod).getEnv().stream()
                                .filter(variable -> isSecret(variable.getName())))
                        .as(name)
                        .isNotEmpty()
                        .allSatisfy(variable -> {
                            assertThat(variable.getValue())
                                    .as(variable.getName())
                                    .isNull();
                            assertThat(variable.getValueFrom().getSecretKeyRef())
                                    .as(variable.getName())
                                    .isNotNull();
                        }));
        assertThat(rendered.all(ConfigMap.class))
                .allSatisfy(map -> assertThat(map.getData().keySet()).noneMatch(SecretsTest::isSecret));
    }

    @Test
    void areListedInTheExampleWithEveryKeyAndNoOther() throws IOException {
        var used = new TreeSet<String>();
        for (String overlay : Set.of("small", "production")) {
            used.addAll(used(Rendered.overlay(overlay)));
        }

        assertThat(keys(example())).isEqualTo(used);
    }

    @Test
    void haveNoRealValueInTheExample() throws IOException {
        assertThat(example().all(Secret.class)).allSatisfy(secret -> {
            assertThat(secret.getData()).isNullOrEmpty();
            secret.getStringData().forEach((key, value) -> {
                if (!Set.of("url", "owner", "keda-sasl", "keda-tls", "keda-username")
                        .contains(key)) {
                    assertThat(value)
                            .as("%s of %s", key, secret.getMetadata().getName())
                            .contains("REPLACE");
                }
            });
        });
    }

    private static Rendered example() throws IOException {
        return new Rendered(StrictModel.read(Files.readString(Rendered.KUBERNETES.resolve("secrets.example.yaml"))));
    }

    private static Set<String> keys(Rendered example) {
        return example.all(Secret.class).stream()
                .flatMap(secret -> secret.getStringData().keySet().stream()
                        .map(key -> secret.getMetadata().getName() + "/" + key))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> used(Rendered rendered) {
        var used = new TreeSet<String>();
        rendered.pods().values().forEach(pod -> {
            Rendered.container(pod).getEnv().stream()
                    .map(EnvVar::getValueFrom)
                    .filter(source -> source != null && source.getSecretKeyRef() != null)
                    .forEach(source -> used.add(source.getSecretKeyRef().getName() + "/"
                            + source.getSecretKeyRef().getKey()));
            pod.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getSecret() != null)
                    .forEach(volume -> volume.getSecret()
                            .getItems()
                            .forEach(item -> used.add(volume.getSecret().getSecretName() + "/" + item.getKey())));
        });
        rendered.all(TriggerAuthentication.class).stream()
                .flatMap(authentication -> authentication.spec().secretTargetRef().stream())
                .forEach(key -> used.add(key.name() + "/" + key.key()));
        rendered.all(Ingress.class).stream()
                .flatMap(ingress -> ingress.getSpec().getTls().stream())
                .forEach(tls -> {
                    used.add(tls.getSecretName() + "/tls.crt");
                    used.add(tls.getSecretName() + "/tls.key");
                });
        return used;
    }

    private static boolean isSecret(String variable) {
        return SECRET.stream().anyMatch(variable::contains) && !variable.endsWith("_FILE");
    }
}
