package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsTest {

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void areInTheNamespaceMillrace(String overlay) {
        assertThat(Rendered.overlay(overlay).manifests())
                .filteredOn(manifest -> !manifest.kind().equals("Namespace"))
                .allSatisfy(manifest -> assertThat(manifest.namespace())
                        .as("%s %s", manifest.kind(), manifest.name())
                        .isEqualTo("millrace"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void satisfyTheRestrictedStandard(String overlay) {
        assertThat(Rendered.overlay(overlay)
                        .one(Namespace.class, "millrace")
                        .getMetadata()
                        .getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @Test
    void canBeCombinedWithAllOptionalComponents() {
        Rendered everything = Rendered.overlayWith("production", "pipeline-jobs", "prometheus", "traces");

        assertThat(everything.manifests())
                .hasSizeGreaterThan(Rendered.overlay("production").manifests().size());
    }
}
