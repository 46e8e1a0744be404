package dev.millrace.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * KEDA's {@code ScaledObject}, of which fabric8 has no type. It has the fields of the reference page of KEDA 2 that our
 * manifests use and no others, so a misspelt field fails, and so does a correct one that is missing here.
 */
record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(
            Target scaleTargetRef,
            int minReplicaCount,
            int maxReplicaCount,
            @Nullable Advanced advanced,
            List<Trigger> triggers) {}

    /** @param kind {@code Deployment} if absent */
    record Target(String name, @Nullable String kind) {}

    record Advanced(AutoscalerConfig horizontalPodAutoscalerConfig) {}

    record AutoscalerConfig(HorizontalPodAutoscalerBehavior behavior) {}

    /** @param metadata depends on the type; KEDA accepts text only */
    record Trigger(String type, String name, Map<String, String> metadata, Authentication authenticationRef) {}

    /** @param name of a {@link TriggerAuthentication} in the same namespace */
    record Authentication(String name) {}
}
