package dev.millrace.pipeline;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalDouble;

/** Jobs as containers of a Docker engine, {@code millrace.pipeline.docker.*}. */
public interface DockerConfig {

    /**
     * Address of the engine, {@code unix:///...} or {@code tcp://...}. Every client that reaches it controls its machine. The engine must see {@code
     * millrace.pipeline.work-directory} at the same path.
     */
    @WithDefault("unix:///var/run/docker.sock")
    URI host();

    /**
     * The network of jobs: {@code none} is a loopback of their own and nothing else; {@code bridge} reaches everything that the
     * engine's machine reaches; or the name of a network of the engine.
     */
    @WithDefault("none")
    String network();

    /**
     * The network in which {@code packages} of jobs are installed, as root of a container of the job's image. With {@code none}, jobs with
     * {@code packages} are refused.
     */
    @WithDefault("none")
    String packagesNetwork();

    /** When images are pulled: {@code missing} if the engine does not have them, {@code always} before each job, or {@code never}. */
    @WithDefault("missing")
    Pull pull();

    /** Time limit of one pull, and of one installation of packages. */
    @WithDefault("10m")
    Duration prepareTimeout();

    /** How many cores one job may use at the same time, for example {@code 1.5}. Without it, all of the machine. */
    OptionalDouble cpus();

    /** When images are pulled. */
    enum Pull {
        /** Before each job. */
        ALWAYS,
        /** If the engine does not have it. */
        MISSING,
        /** The engine has all that jobs may use. */
        NEVER
    }
}
