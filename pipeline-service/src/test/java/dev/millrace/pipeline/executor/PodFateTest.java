package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PodFateTest {

    @Test
    void findsTheLimitThatEndedAContainer() {
        assertThat(PodFate.exceeded(ended(137, "OOMKilled"), ExecutorContract.LIMITS))
                .contains(new ExceededLimit("more than 1G of memory (millrace.pipeline.job-use.memory)"));
        assertThat(PodFate.exceeded(ended(153, "Error"), ExecutorContract.LIMITS))
                .contains(new ExceededLimit("more than 1G in one file (millrace.pipeline.job-use.file-size)"));
        assertThat(PodFate.exceeded(ended(152, "Error"), ExecutorContract.LIMITS))
                .contains(new ExceededLimit("more than 10 min of CPU time (millrace.pipeline.job-use.cpu-time)"));
        assertThat(PodFate.exceeded(ended(1, "Error"), ExecutorContract.LIMITS)).isEmpty();
        // one of its processes was killed, and the script did without
        assertThat(PodFate.exceeded(ended(0, "OOMKilled"), ExecutorContract.LIMITS))
                .isEmpty();
    }

    @Test
    void findsThatAPodWasEvictedForItsDisk() {
        Pod pod = failed("Evicted", "Usage of EmptyDir volume \"files\" exceeds the limit \"1073741824\".");

        assertThat(PodFate.exceeded(pod, ExecutorContract.LIMITS))
                .contains(new ExceededLimit("more than 1G of disk space (millrace.pipeline.job-use.disk)"));
    }

    @Test
    void isNoLimitWhenANodeEndsAPod() {
        Pod pod = failed("NodeShutdown", "Pod was rejected as the node is shutting down.");

        assertThat(PodFate.exceeded(pod, ExecutorContract.LIMITS)).isEmpty();
        assertThatThrownBy(() -> PodFate.check(pod, "debian:12"))
                .isInstanceOf(IOException.class)
                .hasMessage("the cluster ended the pod of the job: NodeShutdown;"
                        + " Pod was rejected as the node is shutting down.");
    }

    @Test
    void refusesImagesThatDoNotExistAndWaitsForRegistries() {
        assertThatThrownBy(() -> PodFate.check(waiting("InvalidImageName", "bad"), "a b"))
                .isInstanceOf(RefusedJobException.class);
        assertThatThrownBy(() -> PodFate.check(waiting("ErrImagePull", "manifest unknown"), "a:1"))
                .isInstanceOf(RefusedJobException.class)
                .hasMessage("image a:1 cannot be pulled: ErrImagePull: manifest unknown");
        assertThatCode(() -> PodFate.check(waiting("ErrImagePull", "i/o timeout"), "a:1"))
                .doesNotThrowAnyException();
        assertThatCode(() -> PodFate.check(waiting("ContainerCreating", ""), "a:1"))
                .doesNotThrowAnyException();
    }

    private static Pod ended(int code, String reason) {
        return pod(new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .endTerminated()
                .build());
    }

    private static Pod waiting(String reason, String message) {
        return pod(new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .build());
    }

    private static Pod failed(String reason, String message) {
        return new PodBuilder()
                .withNewStatus()
                .withPhase("Failed")
                .withReason(reason)
                .withMessage(message)
                .endStatus()
                .build();
    }

    private static Pod pod(ContainerState state) {
        return new PodBuilder()
                .withNewStatus()
                .withPhase("Running")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName(PodPlan.CONTAINER)
                        .withState(state)
                        .build())
                .endStatus()
                .build();
    }
}
