package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadsTest {

    /** Ports of each service, as ARCHITECTURE.md lists them; the management port is 1000 above. */
    private static final Map<String, Integer> PORTS = Map.of(
            "gateway", 8080,
            "webhook-ingest", 8081,
            "git-http", 8082,
            "sync-worker", 8083,
            "pipeline", 8084,
            "insights", 8085,
            "webhook-delivery", 8086);

    private static final long USER = 10001;

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areTheServicesWithTheirPorts(String overlay) {
        Map<String, PodTemplateSpec> services = Rendered.overlay(overlay).services();

        assertThat(services).containsOnlyKeys(PORTS.keySet());
        services.forEach((name, pod) -> assertThat(ports(pod))
                .as(name)
                .isEqualTo(Map.of("http", PORTS.get(name), "management", PORTS.get(name) + 1000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areProbedOnTheManagementPort(String overlay) {
        Rendered.overlay(overlay).services().forEach((name, pod) -> {
            Container container = Rendered.container(pod);
            assertProbe(name, container.getStartupProbe(), "/q/health/started");
            assertProbe(name, container.getLivenessProbe(), "/q/health/live");
            assertProbe(name, container.getReadinessProbe(), "/q/health/ready");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void haveRequestsAndLimits(String overlay) {
        Rendered.overlay(overlay).pods().forEach((name, pod) -> {
            var resources = Rendered.container(pod).getResources();
            assertThat(resources.getRequests()).as("requests of %s", name).containsKeys("cpu", "memory");
            assertThat(resources.getLimits()).as("limits of %s", name).containsKeys("cpu", "memory");
            resources
                    .getLimits()
                    .forEach((resource, limit) -> assertThat(limit.getNumericalAmount())
                            .as("limit of %s of %s", resource, name)
                            .isGreaterThanOrEqualTo(
                                    resources.getRequests().get(resource).getNumericalAmount()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void runWithoutPrivileges(String overlay) {
        Rendered.overlay(overlay).pods().forEach((name, pod) -> {
            var context = pod.getSpec().getSecurityContext();
            assertThat(context.getRunAsNonRoot()).as(name).isTrue();
            assertThat(context.getRunAsUser()).as(name).isEqualTo(USER);
            assertThat(context.getRunAsGroup()).as(name).isEqualTo(USER);
            assertThat(context.getSeccompProfile().getType()).as(name).isEqualTo("RuntimeDefault");
            assertThat(pod.getSpec().getInitContainers()).as(name).isEmpty();
            assertThat(pod.getSpec().getHostNetwork()).as(name).isNull();

            var container = Rendered.container(pod).getSecurityContext();
            assertThat(container.getReadOnlyRootFilesystem()).as(name).isTrue();
            assertThat(container.getAllowPrivilegeEscalation()).as(name).isFalse();
            assertThat(container.getCapabilities().getDrop()).as(name).containsExactly("ALL");
            assertThat(container.getCapabilities().getAdd()).as(name).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void haveAnAccountOfTheirOwnWithoutItsToken(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        rendered.pods().forEach((name, pod) -> {
            String account = name.startsWith("migration-") ? "migration" : name;
            assertThat(pod.getSpec().getServiceAccountName()).isEqualTo(account);
            assertThat(pod.getSpec().getAutomountServiceAccountToken()).as(name).isFalse();
            assertThat(rendered.one(ServiceAccount.class, account).getAutomountServiceAccountToken())
                    .as(name)
                    .isFalse();
        });
        assertThat(rendered.all(ServiceAccount.class))
                .hasSameSizeAs(rendered.pods().keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void canWriteTemporaryFiles(String overlay) {
        Rendered.overlay(overlay).pods().forEach((name, pod) -> {
            Set<String> volumes =
                    pod.getSpec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
            var mounts = Rendered.container(pod).getVolumeMounts();

            assertThat(mounts).as(name).extracting(VolumeMount::getMountPath).contains("/tmp");
            assertThat(mounts).as(name).extracting(VolumeMount::getName).containsExactlyInAnyOrderElementsOf(volumes);
            assertThat(volume(pod, "tmp").getEmptyDir().getSizeLimit()).as(name).isNotNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areSelectedByTheirDeploymentServiceAndBudget(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        for (Deployment deployment : rendered.all(Deployment.class)) {
            String name = deployment.getMetadata().getName();
            Map<String, String> labels =
                    deployment.getSpec().getTemplate().getMetadata().getLabels();
            Service service = rendered.one(Service.class, name);
            var budget = rendered.one(PodDisruptionBudget.class, name);

            // what selects its pods selects those of no other
            assertSelectsOnly(rendered, name, deployment.getSpec().getSelector().getMatchLabels());
            assertSelectsOnly(rendered, name, service.getSpec().getSelector());
            assertSelectsOnly(rendered, name, budget.getSpec().getSelector().getMatchLabels());
            assertThat(labels)
                    .containsEntry("app.kubernetes.io/part-of", "millrace")
                    .containsEntry("app.kubernetes.io/component", "service");
        }
        assertThat(rendered.all(Service.class)).hasSameSizeAs(PORTS.keySet());
        assertThat(rendered.all(PodDisruptionBudget.class)).hasSameSizeAs(PORTS.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areReachedThroughServicesOnTheSamePorts(String overlay) {
        Rendered rendered = Rendered.overlay(overlay);

        rendered.services().forEach((name, pod) -> {
            Map<String, Integer> ports = ports(pod);
            for (ServicePort port : rendered.one(Service.class, name).getSpec().getPorts()) {
                assertThat(ports)
                        .as(name)
                        .containsEntry(port.getTargetPort().getStrVal(), port.getPort())
                        .containsKey(port.getName());
            }
            assertThat(rendered.one(Service.class, name).getSpec().getType())
                    .as("only within the cluster")
                    .isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void allowTheDrainOfANode(String overlay) {
        Rendered.overlay(overlay).all(PodDisruptionBudget.class).forEach(budget -> {
            assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
            assertThat(budget.getSpec().getMinAvailable()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areSpreadAcrossZonesAndNodes(String overlay) {
        Rendered.overlay(overlay).services().forEach((name, pod) -> {
            var constraints = pod.getSpec().getTopologySpreadConstraints();
            assertThat(constraints)
                    .as(name)
                    .extracting(constraint -> constraint.getTopologyKey() + " " + constraint.getWhenUnsatisfiable())
                    .containsExactly(
                            "topology.kubernetes.io/zone "
                                    + (overlay.equals("production") ? "DoNotSchedule" : "ScheduleAnyway"),
                            "kubernetes.io/hostname ScheduleAnyway");
            assertThat(constraints).as(name).allSatisfy(constraint -> {
                assertThat(constraint.getMatchLabelKeys()).contains("app.kubernetes.io/name");
                assertThat(pod.getMetadata().getLabels().entrySet())
                        .containsAll(
                                constraint.getLabelSelector().getMatchLabels().entrySet());
            });
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void runOnEveryArchitecture(String overlay) {
        Rendered.overlay(overlay).pods().forEach((name, pod) -> {
            assertThat(pod.getSpec().getNodeSelector()).as(name).isEmpty();
            assertThat(pod.getSpec().getAffinity()).as(name).isNull();
        });
    }

    private static void assertProbe(String name, Probe probe, String path) {
        assertThat(probe).as("probe %s of %s", path, name).isNotNull();
        assertThat(probe.getHttpGet().getPath()).as(name).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).as(name).isEqualTo("management");
    }

    private static void assertSelectsOnly(Rendered rendered, String name, Map<String, String> selector) {
        assertThat(rendered.pods().entrySet().stream()
                        .filter(pod -> pod.getValue()
                                .getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(selector.entrySet()))
                        .map(Map.Entry::getKey))
                .containsExactly(name);
    }

    private static Map<String, Integer> ports(PodTemplateSpec pod) {
        return Rendered.container(pod).getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    private static Volume volume(PodTemplateSpec pod, String name) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
