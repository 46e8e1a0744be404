package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.KubernetesConfig;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Job of a job, and the Secret with its script and variables.
 *
 * <p>Its pod has three containers: {@value #RECEIVER} waits for the files of the job before it starts, {@value #CONTAINER} is the job,
 * and {@value #KEEPER} remains when that has ended, until its results were read. All have the same user, which is not root. The paths of
 * the job are those that it has here.
 *
 * @param longest how long a job may run, its start included
 */
record PodPlan(KubernetesConfig config, String image, JobLimits limits, Duration longest) {

    /** Label of the Job and its pod: which job this is. */
    static final String JOB = "dev.millrace/job";

    static final String BUILD = "dev.millrace/build";
    static final String RECEIVER = "receive";
    static final String CONTAINER = "job";
    static final String KEEPER = "keep";

    /** Where receiver and keeper have the job's files. */
    static final String FILES = "/files";

    private static final String VOLUME = "files";
    private static final String SECRET = "script";
    private static final String VARIABLES = "/run/millrace/variables";
    private static final long USER = 10_001;
    private static final int READABLE = 0444;
    /** A Secret has a mebibyte; the rest is for its own fields. */
    private static final int LARGEST_SECRET = 1_000_000;

    /** @throws RefusedJobException if the script and the variables do not fit into a Secret */
    void check(JobCommand command) throws IOException {
        long size = Files.size(command.script()) + ContainerScript.variables(command).length;
        if (size > LARGEST_SECRET) {
            throw new RefusedJobException(
                    "steps and variables of the job have %d bytes together, and a Secret of the cluster at most %d"
                            .formatted(size, LARGEST_SECRET));
        }
    }

    /** The value of {@link #JOB}: the name of a job has a character that labels cannot have. */
    static String label(String name) {
        return "%016x".formatted(new JobMark(name).number());
    }

    /** What a directory of the job is called in the volume. */
    static String folder(Path directory) {
        return String.valueOf(directory.getFileName());
    }

    /** @param name unique for the attempt */
    Job job(JobCommand command, String name) {
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(config.namespace())
                .withLabels(labels(command))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withActiveDeadlineSeconds(longest.toSeconds())
                .withTtlSecondsAfterFinished((int) config.timeToLive().toSeconds())
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels(command))
                .endMetadata()
                .withSpec(pod(command, name))
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Map<String, String> labels(JobCommand command) {
        return Map.of("app.kubernetes.io/name", "millrace-job", JOB, label(command.name()), BUILD, command.build());
    }

    /** What its pod waits for; the cluster deletes it with its Job. */
    Secret secret(JobCommand command, Job owner) throws IOException {
        Base64.Encoder base64 = Base64.getEncoder();
        return new SecretBuilder()
                .withNewMetadata()
                .withName(owner.getMetadata().getName())
                .withNamespace(config.namespace())
                .withLabels(labels(command))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(owner.getMetadata().getName())
                        .withUid(owner.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withImmutable(true)
                .withData(Map.of(
                        "script", base64.encodeToString(Files.readAllBytes(command.script())),
                        "variables", base64.encodeToString(ContainerScript.variables(command))))
                .build();
    }

    private PodSpec pod(JobCommand command, String name) {
        var pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withServiceAccountName(config.serviceAccount())
                .withEnableServiceLinks(false)
                .withHostname("job")
                .withTerminationGracePeriodSeconds(1L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withInitContainers(helper(RECEIVER, "until [ -e %s/ready ]; do sleep 0.2; done".formatted(FILES)))
                .withContainers(container(command), helper(KEEPER, "trap 'exit 0' TERM; while :; do sleep 1; done"))
                .withVolumes(volumes(name));
        config.imagePullSecret().ifPresent(secret -> pod.withImagePullSecrets(new LocalObjectReference(secret)));
        return pod.build();
    }

    private Container container(JobCommand command) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(command.image().orElse(image))
                .withImagePullPolicy(config.imagePullPolicy())
                .withCommand(ContainerScript.fromFile(command, VARIABLES, limits))
                .withWorkingDir(command.checkout().toString())
                .withResources(resources(
                        config.cpuRequest(),
                        config.memoryRequest(),
                        config.cpuLimit(),
                        String.valueOf(limits.memory() + 2 * limits.temporaryFiles())))
                .withSecurityContext(restricted())
                .withVolumeMounts(
                        mount(VOLUME, command.checkout().toString(), folder(command.checkout()), false),
                        mount(VOLUME, command.home().toString(), folder(command.home()), false),
                        mount(SECRET, command.script().toString(), "script", true),
                        mount(SECRET, VARIABLES, "variables", true),
                        mount("tmp", "/tmp", "", false),
                        mount("tmp", "/var/tmp", "", false),
                        mount("shm", "/dev/shm", "", false))
                .build();
    }

    private Container helper(String name, String script) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(config.helperImage().orElse(image))
                .withImagePullPolicy(config.imagePullPolicy())
                .withCommand("bash", "-c", script)
                .withResources(resources("10m", "32Mi", "1", "256Mi"))
                .withSecurityContext(restricted())
                .withVolumeMounts(mount(VOLUME, FILES, "", false))
                .build();
    }

    private static SecurityContext restricted() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static ResourceRequirements resources(String cpu, String memory, String cpuLimit, String memoryLimit) {
        return new ResourceRequirementsBuilder()
                .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .withLimits(Map.of("cpu", new Quantity(cpuLimit), "memory", new Quantity(memoryLimit)))
                .build();
    }

    private List<Volume> volumes(String name) {
        return List.of(
                volume(VOLUME, directory(Optional.empty(), limits.disk())),
                volume("tmp", directory(Optional.of("Memory"), limits.temporaryFiles())),
                volume("shm", directory(Optional.of("Memory"), limits.temporaryFiles())),
                new VolumeBuilder()
                        .withName(SECRET)
                        .withNewSecret()
                        .withSecretName(name)
                        .withDefaultMode(READABLE)
                        .endSecret()
                        .build());
    }

    private static Volume volume(String name, EmptyDirVolumeSource source) {
        return new VolumeBuilder().withName(name).withEmptyDir(source).build();
    }

    private static EmptyDirVolumeSource directory(Optional<String> medium, long size) {
        var source = new EmptyDirVolumeSourceBuilder().withSizeLimit(new Quantity(String.valueOf(size)));
        medium.ifPresent(source::withMedium);
        return source.build();
    }

    private static VolumeMount mount(String volume, String path, String subPath, boolean isReadOnly) {
        var mount =
                new VolumeMountBuilder().withName(volume).withMountPath(path).withReadOnly(isReadOnly);
        if (!subPath.isEmpty()) {
            mount.withSubPath(subPath);
        }
        return mount.build();
    }
}
