package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {

    private static final String VERSION = System.getProperty("millrace.version");
    private static final String COMPONENT = "app.kubernetes.io/component";

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void isNamedAfterTheVersion(String overlay) {
        assertThat(Rendered.overlay(overlay).all(Job.class))
                .extracting(job -> job.getMetadata().getName())
                .containsExactly("migration-" + VERSION.toLowerCase(Locale.ROOT).replace('.', '-'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void isOfTheSameVersionAsTheServices(String overlay) {
        Rendered.overlay(overlay).pods().forEach((name, pod) -> {
            String image = name.startsWith("migration-") ? "migration" : name + "-service";
            assertThat(Rendered.container(pod).getImage()).isEqualTo("millrace/%s:%s", image, VERSION);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void runsBeforeEverythingElseWithItsAccountFirst(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);
        Job job = rendered.all(Job.class).getFirst();
        ServiceAccount account = rendered.one(ServiceAccount.class, "migration");

        for (HasMetadata object : List.of(job, account)) {
            assertThat(object.getMetadata().getAnnotations())
                    .containsEntry("argocd.argoproj.io/hook", "PreSync")
                    .containsEntry("helm.sh/hook", "pre-install,pre-upgrade");
        }
        assertThat(wave(account)).isLessThan(wave(job));
    }

    /** Before the first roll-out, nothing exists but the Secrets. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void dependsOnNoObjectButItsAccountAndSecrets(String overlay) {
        var pod = Rendered.overlay(overlay)
                .all(Job.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec();

        assertThat(pod.getContainers()).hasSize(1).allSatisfy(container -> {
            assertThat(container.getEnvFrom()).isEmpty();
            assertThat(container.getEnv())
                    .filteredOn(variable -> variable.getValueFrom() != null)
                    .allSatisfy(variable -> assertThat(variable.getValueFrom().getSecretKeyRef())
                            .isNotNull());
        });
        assertThat(pod.getVolumes())
                .allSatisfy(volume -> assertThat(volume.getEmptyDir()).isNotNull());
    }

    /** {@code kubectl apply -l} selects the migration by this label. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void canBeAppliedAlone(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        assertThat(rendered.manifests().stream()
                        .map(Manifest::object)
                        .filter(HasMetadata.class::isInstance)
                        .map(HasMetadata.class::cast)
                        .filter(object -> object.getMetadata().getLabels() != null
                                && "migration"
                                        .equals(object.getMetadata().getLabels().get(COMPONENT))))
                .extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("ServiceAccount", "Job");
    }

    private static int wave(HasMetadata object) {
        return Integer.parseInt(object.getMetadata().getAnnotations().get("argocd.argoproj.io/sync-wave"));
    }
}
