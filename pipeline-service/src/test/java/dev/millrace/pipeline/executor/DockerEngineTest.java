package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.pipeline.DockerConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What needs no engine. */
class DockerEngineTest {

    private static final DockerConfig NOWHERE =
            ContainerEngine.config(URI.create("unix:///nowhere/docker.sock"), "none", "none", DockerConfig.Pull.NEVER);

    @Test
    void startsNothingWhereNoEngineResponds() {
        var executor =
                new DockerExecutor(NOWHERE, "debian:12", ExecutorContract.LIMITS, Duration.ZERO, ServiceUser.current());
        var command = new JobCommand("b/0", Path.of("/c"), Path.of("/h"), Path.of("/s"), Map.of());

        assertThat(executor.unavailable())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .startsWith("the Docker engine at unix:///nowhere/docker.sock cannot be reached: "));
        assertThatThrownBy(() -> executor.start(command))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(RefusedJobException.class);
        assertThat(executor.isolation()).isEqualTo(new Isolation.Sandboxed("containers of Docker, without network"));
    }

    @Test
    void pullsOneTagOfAnImage() {
        assertThat(DockerImages.withTag("debian")).isEqualTo("debian:latest");
        assertThat(DockerImages.withTag("debian:12")).isEqualTo("debian:12");
        assertThat(DockerImages.withTag("registry.example:5000/a/b")).isEqualTo("registry.example:5000/a/b:latest");
        assertThat(DockerImages.withTag("a@sha256:00")).isEqualTo("a@sha256:00");
    }

    @Test
    void sharesAnImageWithPackagesInAnyOrder() {
        String tag = DockerPackages.tag("sha256:1", new TreeSet<>(List.of("git", "curl")));

        assertThat(tag)
                .matches("[0-9a-f]{32}")
                .isEqualTo(DockerPackages.tag("sha256:1", new TreeSet<>(List.of("curl", "git"))))
                .isNotEqualTo(DockerPackages.tag("sha256:2", new TreeSet<>(List.of("curl", "git"))))
                .isNotEqualTo(DockerPackages.tag("sha256:1", new TreeSet<>(List.of("curl"))));
    }
}
