/**
 * What the manifests in {@code deploy/kubernetes} promise. They are rendered by kubectl and read into fabric8's model of
 * Kubernetes, strictly; no cluster is needed, so values that only an API server checks are not checked here.
 */
@NullMarked
package dev.millrace.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
