package dev.millrace.pipeline;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Jobs as pods of a Kubernetes cluster, {@code millrace.pipeline.kubernetes.*}. */
public interface KubernetesConfig {

    /**
     * Address of the API server. Without it, that of the cluster in which this service runs, with the account of its pod, or that of
     * the user's kubeconfig.
     */
    Optional<URI> url();

    /** The namespace of jobs, which must not be that of the platform: who may create pods in a namespace can mount its Secrets. */
    @WithDefault("millrace-jobs")
    String namespace();

    /** The service account of pods of jobs. They get no token of it. */
    @WithDefault("default")
    String serviceAccount();

    /** The image that hands files to a job and takes them back, with bash, tar, sort and head. Without it, {@code millrace.pipeline.image}. */
    Optional<String> helperImage();

    /** How long a pod may take to start: nodes, images. After that the attempt ends as an error. */
    @WithDefault("5m")
    Duration startTimeout();

    /** What a job reserves of a core. */
    @WithDefault("250m")
    String cpuRequest();

    /** How many cores a job may use at the same time. */
    @WithDefault("2")
    String cpuLimit();

    /** What a job reserves of memory; it may use {@code millrace.pipeline.job-use.memory}. */
    @WithDefault("512Mi")
    String memoryRequest();

    /** When images are pulled: {@code IfNotPresent}, {@code Always} or {@code Never}. */
    @WithDefault("IfNotPresent")
    String imagePullPolicy();

    /** Name of a Secret of the namespace with the credentials of a registry. */
    Optional<String> imagePullSecret();

    /** How long the cluster keeps what is left of a job that nothing deleted. */
    @WithDefault("10m")
    Duration timeToLive();
}
