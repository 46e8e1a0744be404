package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.KubernetesConfig;
import dev.millrace.testing.DebianTools;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract against a server that speaks Kubernetes' protocol, and the objects that the executor makes there. */
class KubernetesExecutorTest extends ExecutorContract {

    private FakeCluster cluster;
    private KubernetesClient client;

    @BeforeAll
    static void need() {
        DebianTools.need("bwrap", "bubblewrap");
    }

    @BeforeEach
    void startCluster() throws Exception {
        cluster = new FakeCluster(Files.createDirectory(directory.resolve("nodes")));
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                        .withMasterUrl(cluster.url())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stopCluster() throws IOException {
        client.close();
        cluster.close();
    }

    @Override
    Executor executor(JobLimits limits) {
        return executor(limits, Map.of());
    }

    private Executor executor(JobLimits limits, Map<String, String> settings) {
        return new KubernetesExecutor(client, config(settings), "debian:12", limits, GRACE, Duration.ofMinutes(30));
    }

    @ConfigMapping(prefix = "millrace.pipeline.kubernetes")
    interface Settings extends KubernetesConfig {}

    private static KubernetesConfig config(Map<String, String> settings) {
        var builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(Settings.class)
                .withDefaultValue("millrace.pipeline.kubernetes.namespace", FakeCluster.NAMESPACE);
        settings.forEach((key, value) -> builder.withDefaultValue("millrace.pipeline.kubernetes." + key, value));
        return builder.build().getConfigMapping(Settings.class);
    }

    @Test
    void makesAPodThatMayDoNothingButRun() throws Exception {
        environment.put("SECRET", "hunter2");
        run("true");

        Job job = cluster.created().getFirst();
        PodSpec pod = job.getSpec().getTemplate().getSpec();
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(35 * 60);
        assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(600);
        assertThat(job.getMetadata().getLabels()).containsEntry(PodPlan.BUILD, "test");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getServiceAccountName()).isEqualTo("default");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getContainers()).extracting(Container::getName).containsExactly("job", "keep");
        assertThat(pod.getContainers()).allSatisfy(container -> {
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
        });
        assertThat(pod.toString()).doesNotContain("hunter2");
    }

    @Test
    void limitsTheContainerOfTheJob() throws Exception {
        run("true");

        Container container = cluster.created()
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
        assertThat(container.getImage()).isEqualTo("debian:12");
        assertThat(container.getResources().getLimits().get("memory").getNumericalAmount())
                .isEqualByComparingTo(String.valueOf(1024 * MI + 32 * MI));
        assertThat(container.getResources().getLimits().get("cpu").toString()).isEqualTo("2");
        assertThat(container.getResources().getRequests().get("cpu").toString()).isEqualTo("250m");
    }

    @Test
    void givesTheVariablesInASecretThatEndsWithTheJob() throws Exception {
        environment.put("SECRET", "hunter2");
        run("true");

        var secret = cluster.createdSecrets().getFirst();
        var owner = secret.getMetadata().getOwnerReferences().getFirst();
        assertThat(owner.getUid())
                .isEqualTo(cluster.created().getFirst().getMetadata().getUid());
        assertThat(new String(Base64.getDecoder().decode(secret.getData().get("variables")), StandardCharsets.UTF_8))
                .contains("SECRET=hunter2\0");
        assertThat(cluster.left()).isEmpty();
    }

    @Test
    void takesBackOnlyWhatIsAskedFor() throws Exception {
        Files.createDirectories(checkout());
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(checkout().resolve("out"), outside);
        var all = command(
                Optional.empty(),
                List.of(),
                "rm out; mkdir -p out/deep " + home() + "/.millrace",
                "echo a > out/deep/report.xml; echo b > out/other; ln -s /etc/passwd out/deep/link.xml",
                "echo c > " + home() + "/.millrace/summary.md");
        var command = new JobCommand(
                all.name(),
                all.checkout(),
                all.home(),
                all.script(),
                all.environment(),
                Optional.empty(),
                List.of(),
                List.of("out/**/*.xml", "missing/*"));

        try (JobExecution execution = executor(LIMITS).start(command)) {
            assertThat(execution.exit().get(40, TimeUnit.SECONDS)).isZero();
        }

        assertThat(checkout().resolve("out/deep/report.xml")).hasContent("a");
        assertThat(checkout().resolve("out/other")).doesNotExist();
        assertThat(checkout().resolve("out/deep/link.xml")).doesNotExist();
        assertThat(home().resolve(".millrace/summary.md")).hasContent("c");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesAnImageThatDoesNotExist() {
        cluster.keepWaiting("ErrImagePull: registry.example/none:1: not found");

        assertThatThrownBy(() -> exitOf(executor(LIMITS), Optional.of("registry.example/none:1")))
                .isInstanceOf(RefusedJobException.class)
                .hasMessage(
                        "image registry.example/none:1 cannot be pulled: ErrImagePull: registry.example/none:1: not found");
        assertThat(cluster.left()).isEmpty();
    }

    @Test
    void failsWhenAPodDoesNotStart() {
        cluster.keepWaiting("ImagePullBackOff: dial tcp: i/o timeout");

        assertThatThrownBy(() -> exitOf(executor(LIMITS, Map.of("start-timeout", "2s")), Optional.empty()))
                .isNotInstanceOf(RefusedJobException.class)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not start within 2 s: ImagePullBackOff dial tcp: i/o timeout");
        assertThat(cluster.left()).isEmpty();
    }

    @Test
    void failsWhenSomebodyDeletesThePod() throws Exception {
        try (JobExecution execution = start("echo up", sleep(1))) {
            assertThat(words(execution, 1)).containsExactly("up");

            client.batch()
                    .v1()
                    .jobs()
                    .inNamespace(FakeCluster.NAMESPACE)
                    .withName(cluster.onlyPod().job().getMetadata().getName())
                    .delete();

            assertThatThrownBy(() -> execution.exit().get(20, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasMessageContaining("deleted by another client");
        }
    }

    @Test
    void refusesPackages() {
        assertThatThrownBy(() -> executor(LIMITS).start(command(Optional.empty(), List.of("git"), "true")))
                .isInstanceOf(RefusedJobException.class)
                .hasMessageContaining("packages git cannot be installed");
    }

    @Test
    void refusesMoreThanASecretHolds() {
        environment.put("LONG", "x".repeat(1_000_000));

        assertThatThrownBy(() -> executor(LIMITS).start(command(Optional.empty(), List.of(), "true")))
                .isInstanceOf(RefusedJobException.class)
                .hasMessageContaining("and a Secret of the cluster at most 1000000");
    }

    @Test
    void isUnavailableWhereTheServerDoesNotRespond() throws IOException {
        assertThat(executor(LIMITS).unavailable()).isEmpty();
        cluster.close();

        assertThat(executor(LIMITS).unavailable())
                .hasValueSatisfying(reason -> assertThat(reason).contains("cannot be used"));
    }

    private void exitOf(Executor executor, Optional<String> image) throws Exception {
        try (JobExecution execution = executor.start(command(image, List.of(), "true"))) {
            execution.exit().get(40, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }
}
