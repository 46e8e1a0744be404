package dev.millrace.deploy.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** KEDA's {@code TriggerAuthentication}, with the fields that our manifests use, as {@link ScaledObject}. */
record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

    record Spec(List<SecretKey> secretTargetRef) {}

    /** @param parameter what KEDA's scaler calls the value */
    record SecretKey(String parameter, String name, String key) {}
}
