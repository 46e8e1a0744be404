package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component {@code pipeline-jobs}: permissions for an executor that runs jobs as pods. */
class PipelineJobsTest {

    private static final String NAMESPACE = "millrace-jobs";

    private final Rendered rendered = Rendered.overlayWith("production", "pipeline-jobs");

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void isOffByDefault(String overlay) {
        assertThat(Rendered.overlay(overlay).all(Role.class)).isEmpty();
        assertThat(Rendered.overlay(overlay).all(RoleBinding.class)).isEmpty();
    }

    @Test
    void allowsWhatRunsPodsAndNothingElse() {
        Set<String> allowed = rendered.one(Role.class, "pipeline-jobs").getRules().stream()
                .flatMap(rule -> rule.getResources().stream().map(resource -> text(rule, resource)))
                .collect(Collectors.toSet());

        assertThat(rendered.all(Role.class)).hasSize(1);
        assertThat(allowed)
                .containsExactlyInAnyOrder(
                        "batch/jobs: create, list, delete",
                        "pods: get, list, watch, delete",
                        "pods/log: get",
                        "pods/exec: create, get",
                        "secrets: create, delete");
    }

    @Test
    void givesNothingInTheNamespaceOfThePlatform() {
        assertThat(rendered.manifests())
                .filteredOn(manifest -> manifest.object() instanceof Role || manifest.object() instanceof RoleBinding)
                .hasSize(2)
                .allSatisfy(manifest -> assertThat(manifest.namespace()).isEqualTo(NAMESPACE));
        assertThat(rendered.all(Secret.class)).isEmpty();
    }

    @Test
    void bindsThePipelineServicesAccountAlone() {
        RoleBinding binding = rendered.one(RoleBinding.class, "pipeline-jobs");

        assertThat(binding.getRoleRef().getKind()).isEqualTo("Role");
        assertThat(binding.getRoleRef().getName()).isEqualTo("pipeline-jobs");
        assertThat(binding.getSubjects())
                .extracting(Subject::getKind, Subject::getNamespace, Subject::getName)
                .containsExactly(tuple("ServiceAccount", "millrace", "pipeline"));
        assertThat(rendered.has(ServiceAccount.class, "pipeline")).isTrue();
    }

    @Test
    void runsJobsAsPods() {
        assertThat(rendered.pods()
                        .get("pipeline")
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .anySatisfy(variable -> {
                    assertThat(variable.getName()).isEqualTo("MILLRACE_PIPELINE_EXECUTOR");
                    assertThat(variable.getValue()).isEqualTo("kubernetes");
                });
    }

    @Test
    void givesATokenToThePipelineServiceAlone() {
        rendered.pods()
                .forEach((name, pod) -> assertThat(pod.getSpec().getAutomountServiceAccountToken())
                        .as(name)
                        .isEqualTo(name.equals("pipeline")));
    }

    private static String text(PolicyRule rule, String resource) {
        String group = rule.getApiGroups().getFirst();
        assertThat(rule.getApiGroups()).hasSize(1);
        return (group.isEmpty() ? "" : group + "/") + resource + ": " + String.join(", ", rule.getVerbs());
    }
}
