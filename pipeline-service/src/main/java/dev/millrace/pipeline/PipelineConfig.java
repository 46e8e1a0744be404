package dev.millrace.pipeline;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Settings of the pipeline service, {@code millrace.pipeline.*}. */
@ConfigMapping(prefix = "millrace.pipeline")
public interface PipelineConfig {

    /** How many builds this instance runs at once; 0 for an instance that only listens and reports. */
    @WithDefault("2")
    int parallelBuilds();

    /** How long one job may take, checkout included. */
    @WithDefault("30m")
    Duration jobTimeout();

    /** How long a build waits for a sign of life of its worker before another worker takes it up. */
    @WithDefault("15s")
    Duration buildLease();

    /** How much a job may print before the rest is dropped. */
    @WithDefault("10M")
    MemorySize outputLimit();

    /** Where jobs have their directories; emptied of a job when it ends. */
    @WithDefault("${java.io.tmpdir}/millrace-pipeline")
    Path workDirectory();

    /** How often everything looks for work that no signal told of. */
    @WithDefault("1s")
    Duration pollInterval();

    /** Waiting for the mirror. */
    Trigger trigger();

    /** Telling the forge. */
    Check check();

    /** Waiting for the mirror. */
    interface Trigger {

        /**
         * How long an event waits for the mirror to serve its commit before the commit shows a neutral check about it, in
         * repositories whose default branch has an {@code ops.yml}.
         */
        @WithDefault("10m")
        Duration reportAfter();

        /** How long an event waits for the mirror to serve its commit. */
        @WithDefault("7d")
        Duration giveUpAfter();

        /**
         * Whether the code of changes from forks runs. Anybody may open such a change, and jobs run as this service's own
         * user: only for machines that hold nothing worth having.
         */
        @WithDefault("false")
        boolean runForks();
    }

    /** Telling the forge. */
    interface Check {

        /** Pause between two writes with one installation. */
        @WithDefault("1s")
        Duration writeSpacing();

        /** Shortest time between two reports of progress of one check run. */
        @WithDefault("15s")
        Duration progressInterval();

        /** How long a lane stays with an owner that shows no life. */
        @WithDefault("15s")
        Duration laneLease();

        /** How many lanes this instance serves at once. */
        @WithDefault("10")
        int parallelLanes();
    }
}
