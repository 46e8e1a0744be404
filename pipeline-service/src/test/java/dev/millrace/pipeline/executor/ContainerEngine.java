package dev.millrace.pipeline.executor;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.millrace.pipeline.DockerConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The engine for tests with containers: that of {@code DOCKER_HOST}, or the usual socket. Its image for jobs is {@code
 * MILLRACE_TEST_JOB_IMAGE}, by default {@code debian:12}, and has bash, coreutils and perl.
 */
final class ContainerEngine {

    static final String IMAGE =
            Optional.ofNullable(System.getenv("MILLRACE_TEST_JOB_IMAGE")).orElse("debian:12");

    private ContainerEngine() {}

    /** Skips the tests where there is no engine, unless {@code MILLRACE_TEST_CONTAINERS} requires one. */
    static void need() {
        boolean isRequired = "true".equals(System.getenv("MILLRACE_TEST_CONTAINERS"));
        URI host = config("none", "none").host();
        if (host.getScheme().equals("unix") && !Files.exists(Path.of(host.getPath())) && !isRequired) {
            abort("no container engine at " + host);
        }
        Optional<String> problem = new DockerEngine(host).problem();
        if (problem.isPresent() && isRequired) {
            fail("MILLRACE_TEST_CONTAINERS is true, but " + problem.get());
        }
        problem.ifPresent(text -> abort(text));
    }

    static DockerConfig config(String network, String packagesNetwork) {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse("unix:///var/run/docker.sock");
        return config(URI.create(host), network, packagesNetwork, DockerConfig.Pull.NEVER);
    }

    static DockerConfig config(URI host, String network, String packagesNetwork, DockerConfig.Pull pull) {
        return new DockerConfig() {
            @Override
            public URI host() {
                return host;
            }

            @Override
            public String network() {
                return network;
            }

            @Override
            public String packagesNetwork() {
                return packagesNetwork;
            }

            @Override
            public Pull pull() {
                return pull;
            }

            @Override
            public Duration prepareTimeout() {
                return Duration.ofMinutes(1);
            }

            @Override
            public OptionalDouble cpus() {
                return OptionalDouble.empty();
            }
        };
    }
}
