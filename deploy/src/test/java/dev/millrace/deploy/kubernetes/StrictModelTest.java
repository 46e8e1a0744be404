package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.Service;
import org.junit.jupiter.api.Test;

class StrictModelTest {

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
                name: gateway
            spec:
                ports:
                    - port: 8080
                      targetPort: http
            """;

    @Test
    void readsEachDocument() {
        var manifests = StrictModel.read(SERVICE + "---\n" + SERVICE);

        assertThat(manifests).extracting(Manifest::name).containsExactly("gateway", "gateway");
        assertThat(manifests.getFirst().object()).isInstanceOf(Service.class);
    }

    @Test
    void refusesAFieldThatTheTypeDoesNotHave() {
        assertThatThrownBy(() -> StrictModel.read(SERVICE.replace("targetPort", "tragetPort")))
                .hasRootCauseInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("tragetPort");
    }

    @Test
    void refusesAFieldOfKedaThatTheTypeDoesNotHave() {
        assertThatThrownBy(() -> StrictModel.read("""
                        apiVersion: keda.sh/v1alpha1
                        kind: ScaledObject
                        metadata:
                            name: pipeline
                        spec:
                            minReplicaCount: 2
                            maxReplicaCount: 3
                            maxReplicas: 3
                        """))
                .hasRootCauseInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("maxReplicas");
    }

    @Test
    void refusesAKindThatItDoesNotKnow() {
        assertThatThrownBy(() -> StrictModel.read(SERVICE.replace("kind: Service", "kind: Servce")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Servce");
    }
}
