package dev.millrace.pipeline.executor;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the cluster reports about the pod of a job. Pure, but for {@link #delete}. */
final class PodFate {

    private static final Pattern UNKNOWN_IMAGE = Pattern.compile(
            "not found|manifest unknown|does not exist|access denied|unauthorized|insufficient_scope",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> UNUSABLE_IMAGE = List.of("InvalidImageName", "ErrImageNeverPull");
    private static final List<String> FAILED_PULL = List.of("ErrImagePull", "ImagePullBackOff");

    private PodFate() {}

    /** Whether a container runs, one of those that start first included. */
    static boolean isRunning(Pod pod, String container) {
        return state(pod, container).map(ContainerState::getRunning).isPresent();
    }

    /** How a container has ended; empty if it has not. */
    static Optional<ContainerStateTerminated> end(Pod pod, String container) {
        return state(pod, container).map(ContainerState::getTerminated);
    }

    /**
     * Checks that the pod can still start, or runs.
     *
     * @throws RefusedJobException if its image does not exist
     * @throws IOException if the cluster has given it up, with the reason
     */
    static void check(Pod pod, String image) throws IOException {
        for (ContainerStatus status : statuses(pod).toList()) {
            ContainerStateWaiting waiting =
                    status.getState() == null ? null : status.getState().getWaiting();
            if (waiting != null) {
                checkImage(waiting, status.getName().equals(PodPlan.CONTAINER), image);
            }
        }
        if ("Failed".equals(pod.getStatus().getPhase())
                && end(pod, PodPlan.CONTAINER).isEmpty()) {
            throw new IOException("the cluster ended the pod of the job: " + reason(pod));
        }
    }

    private static void checkImage(ContainerStateWaiting waiting, boolean isTheJobs, String image)
            throws RefusedJobException {
        String reason = String.valueOf(waiting.getReason());
        String message = String.valueOf(waiting.getMessage());
        boolean isUnknown = UNUSABLE_IMAGE.contains(reason)
                || (FAILED_PULL.contains(reason)
                        && UNKNOWN_IMAGE.matcher(message).find());
        if (isTheJobs && isUnknown) {
            throw new RefusedJobException("image %s cannot be pulled: %s: %s".formatted(image, reason, message));
        }
    }

    /** Which limit the end of the job's container, or of its pod, is about; empty if none. */
    static Optional<ExceededLimit> exceeded(Pod pod, JobLimits limits) {
        String text = reason(pod);
        if (text.startsWith("Evicted") && text.matches("(?s).*([eE]mptyDir|ephemeral).*")) {
            return Optional.of(ExceededLimit.of("%s of disk space".formatted(JobLimits.text(limits.disk())), "disk"));
        }
        return end(pod, PodPlan.CONTAINER)
                .filter(end -> end.getExitCode() != 0)
                .flatMap(end -> "OOMKilled".equals(end.getReason())
                        ? Optional.of(WatchContainer.memory(limits))
                        : WatchContainer.ofExit(end.getExitCode(), limits));
    }

    /** Why the pod waits or has failed, for people. */
    static String reason(Pod pod) {
        Stream<String> ofPod =
                Stream.of(pod.getStatus().getReason(), pod.getStatus().getMessage());
        Stream<String> ofConditions = pod.getStatus().getConditions().stream()
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> condition.getMessage());
        Stream<String> ofContainers = statuses(pod)
                .map(status ->
                        status.getState() == null ? null : status.getState().getWaiting())
                .map(waiting -> waiting == null ? null : waiting.getReason() + " " + waiting.getMessage());
        List<String> all = Stream.of(ofPod, ofContainers, ofConditions)
                .flatMap(texts -> texts)
                .filter(text -> text != null && !text.isBlank())
                .distinct()
                .limit(4)
                .toList();
        return all.isEmpty() ? "it gives no reason" : String.join("; ", all);
    }

    /** Ends a Job with its pod at once, and deletes its Secret. */
    static void delete(KubernetesClient client, String namespace, String name) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
        // at once, which the Job's deletion would not
        client.pods()
                .inNamespace(namespace)
                .withLabel("job-name", name)
                .list()
                .getItems()
                .forEach(pod -> client.pods()
                        .inNamespace(namespace)
                        .withName(pod.getMetadata().getName())
                        .withGracePeriod(0)
                        .delete());
        client.secrets().inNamespace(namespace).withName(name).delete();
    }

    private static Optional<ContainerState> state(Pod pod, String container) {
        return statuses(pod)
                .filter(status -> status.getName().equals(container))
                .map(ContainerStatus::getState)
                .filter(state -> state != null)
                .findFirst();
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }
}
