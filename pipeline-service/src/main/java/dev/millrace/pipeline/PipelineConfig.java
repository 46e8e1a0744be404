package dev.millrace.pipeline;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Pipelines, {@code millrace.pipeline.*}. */
@ConfigMapping(prefix = "millrace.pipeline")
public interface PipelineConfig {

    /**
     * Jobs that one instance runs at the same time; 0 for an instance that consumes events and reports checks only.
     */
    @WithDefault("2")
    int parallelJobs();

    /** Former name of {@code parallel-jobs}; it counts where it is set. */
    OptionalInt parallelBuilds();

    /** Time limit of one job, checkout included; {@code timeout} of a job may be shorter. */
    @WithDefault("30m")
    Duration jobTimeout();

    /** How long a job keeps its worker without a heartbeat before another worker takes it. */
    @WithDefault("15s")
    Duration jobLease();

    /** Former name of {@code job-lease}; it counts where it is set. */
    Optional<Duration> buildLease();

    /**
     * How long running jobs may go on when the instance stops, before another instance starts them again. Give the process at
     * least 10 s more to stop.
     */
    @WithDefault("0s")
    Duration drainTimeout();

    /** How much output of a job is kept. */
    @WithDefault("10M")
    MemorySize outputLimit();

    /** Where jobs have their directories; a job's directory is deleted when it ends. */
    @WithDefault("${java.io.tmpdir}/millrace-pipeline")
    Path workDirectory();

    /** Interval at which workers poll for work, in addition to notifications. */
    @WithDefault("1s")
    Duration pollInterval();

    /** How many jobs run at the same time. */
    Limits limits();

    /** Waiting for the mirror. */
    Trigger trigger();

    /** Check Runs at the forge. */
    Check check();

    /** How many jobs run at the same time, on all instances together. */
    interface Limits {

        /** Jobs of one team, 1 or more; more of them wait. Without it, the slots of the instances are the only limit. */
        OptionalInt jobsPerTeam();

        /** Jobs of one repository, 1 or more; more of them wait. Without it, the slots of the instances are the only limit. */
        OptionalInt jobsPerRepository();
    }

    /** Waiting for the mirror. */
    interface Trigger {

        /**
         * How long an event waits for its commit in the mirror before a neutral check reports it, in repositories whose
         * default branch has an {@code ops.yml}.
         */
        @WithDefault("10m")
        Duration reportAfter();

        /** How long an event waits for its commit in the mirror. */
        @WithDefault("7d")
        Duration giveUpAfter();

        /**
         * Whether changes from forks run. Anyone can open one, and jobs run as the user of this service: only for
         * machines that hold nothing of value.
         */
        @WithDefault("false")
        boolean runForks();
    }

    /** Check Runs at the forge. */
    interface Check {

        /** Pause between two writes with one installation. */
        @WithDefault("1s")
        Duration writeSpacing();

        /** Shortest time between two progress reports of one check run. */
        @WithDefault("15s")
        Duration progressInterval();

        /** How long a lane keeps its owner without a heartbeat. */
        @WithDefault("15s")
        Duration laneLease();

        /** Lanes that one instance serves at the same time. */
        @WithDefault("10")
        int parallelLanes();
    }
}
