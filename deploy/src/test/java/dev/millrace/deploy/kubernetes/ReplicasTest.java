package dev.millrace.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    @Test
    void areOneInASmallInstallation() {
        Rendered small = Rendered.overlay("small");

        assertThat(small.all(Deployment.class))
                .allSatisfy(deployment ->
                        assertThat(deployment.getSpec().getReplicas()).isEqualTo(1));
        assertThat(small.all(ScaledObject.class)).isEmpty();
    }

    @Test
    void shareAVolumeInASmallInstallation() {
        Rendered small = Rendered.overlay("small");

        assertThat(small.one(PersistentVolumeClaim.class, "packs").getSpec().getAccessModes())
                .containsExactly("ReadWriteMany");
        for (String name : List.of("git-http", "sync-worker")) {
            assertThat(small.services().get(name).getSpec().getVolumes())
                    .as(name)
                    .extracting(Volume::getPersistentVolumeClaim)
                    .filteredOn(Objects::nonNull)
                    .extracting(PersistentVolumeClaimVolumeSource::getClaimName)
                    .containsExactly("packs");
        }
    }

    @Test
    void areAtLeastTwoInProductionAndSetByOneSideOnly() {
        Rendered production = Rendered.overlay("production");

        for (Deployment deployment : production.all(Deployment.class)) {
            String name = deployment.getMetadata().getName();
            Integer replicas = deployment.getSpec().getReplicas();
            if (production.has(ScaledObject.class, name)) {
                // a number in the manifest would undo KEDA's with each roll-out
                assertThat(replicas).as(name).isNull();
                assertThat(production.one(ScaledObject.class, name).spec().minReplicaCount())
                        .as(name)
                        .isGreaterThanOrEqualTo(2);
            } else {
                assertThat(replicas).as(name).isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Test
    void needNoVolumeInProduction() {
        assertThat(Rendered.overlay("production").all(PersistentVolumeClaim.class))
                .isEmpty();
    }
}
