package dev.millrace.deploy.kubernetes;

/**
 * One object of Kubernetes.
 *
 * @param namespace empty if the object has none
 * @param object of the type that {@link StrictModel} knows for its kind
 */
record Manifest(String kind, String name, String namespace, Object object) {}
