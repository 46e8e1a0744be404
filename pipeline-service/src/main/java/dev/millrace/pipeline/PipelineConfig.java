package dev.millrace.pipeline;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    /**
     * Where logs are kept once their jobs have ended: {@code database}, or {@code objects} for the store of {@code
     * millrace.git.store}, which all instances of the pipeline service must reach then.
     */
    @WithDefault("database")
    LogStorage logStorage();

    /** How long logs are kept after the end of their jobs. */
    @WithDefault("90d")
    Duration logRetention();

    /** How many readers one instance lets follow logs at the same time, 1 or more. */
    @WithDefault("100")
    int logReaders();

    /** How long the link of a check to the page of its build is valid without signing in. */
    @WithDefault("14d")
    Duration linkLifetime();

    /** Where jobs have their directories; a job's directory is deleted when it ends. */
    @WithDefault("${java.io.tmpdir}/millrace-pipeline")
    Path workDirectory();

    /**
     * What runs jobs: {@code process} runs them as processes on the machine of the instance, in a sandbox where there is one, {@code
     * docker} as containers of an engine, {@code kubernetes} as pods of a cluster. The same on all instances that run jobs.
     */
    @WithDefault("process")
    ExecutorKind executor();

    /** The image of jobs that name none, where {@code executor} is {@code docker} or {@code kubernetes}. It has bash. */
    @WithDefault("debian:12")
    String image();

    /** Jobs as containers. */
    DockerConfig docker();

    /** Jobs as pods. */
    KubernetesConfig kubernetes();

    /** How far jobs are kept from the machine. */
    Sandbox sandbox();

    /** What one job may use of the machine. */
    JobUse jobUse();

    /**
     * How long the processes of a job that is cancelled, or runs for too long, may go on after SIGTERM, before SIGKILL. A cancelled
     * job ends within two seconds if this is at most the default.
     */
    @WithDefault("1s")
    Duration stopGrace();

    /** Interval at which workers poll for work, in addition to notifications. */
    @WithDefault("1s")
    Duration pollInterval();

    /**
     * Name of the check about all builds of a change's head, which is reported also when no pipeline runs; empty for none.
     */
    @WithDefault("millrace")
    Optional<String> stableCheck();

    /** How many jobs run at the same time. */
    Limits limits();

    /** Waiting for the mirror. */
    Trigger trigger();

    /** Check Runs at the forge. */
    Check check();

    /** What runs jobs. */
    enum ExecutorKind {
        /** Processes on the machine of the instance. */
        PROCESS,
        /** Containers of a Docker engine. */
        DOCKER,
        /** Pods of a Kubernetes cluster. */
        KUBERNETES
    }

    /** How far jobs are kept from the machine. */
    interface Sandbox {

        /**
         * Whether jobs run in a sandbox of bubblewrap: {@code auto} where it works, otherwise without and with a warning in each log;
         * {@code required} runs no jobs on an instance where it does not work; {@code off} runs all without.
         */
        @WithParentName
        @WithDefault("auto")
        Mode mode();

        /**
         * What a job in the sandbox reaches: {@code none} is a loopback of its own and nothing else; {@code host} is everything that
         * the machine reaches, including the services of the platform, PostgreSQL and Kafka on loopback.
         */
        @WithDefault("none")
        Network network();

        /**
         * Folders and files of the machine that jobs can read in the sandbox, at the same place, in addition to {@code /usr} and a few
         * files of {@code /etc}: tools that are installed elsewhere, such as {@code /opt/gradle}.
         */
        Optional<List<Path>> readablePaths();

        /** Whether jobs run in a sandbox. */
        enum Mode {
            /** Where it works. */
            AUTO,
            /** Or not at all. */
            REQUIRED,
            /** Never. */
            OFF
        }

        /** What a job in the sandbox reaches. */
        enum Network {
            /** Itself. */
            NONE,
            /** Everything that the machine reaches. */
            HOST
        }
    }

    /** What one job may use of the machine. A job that uses more is stopped and fails. */
    interface JobUse {

        /** Memory of all processes of the job together, 16M or more; one process can never have more than twice as much. */
        @WithDefault("4G")
        MemorySize memory();

        /** Processes and threads of the job at the same time, 8 or more. */
        @WithDefault("2048")
        int processes();

        /** CPU time of all processes of the job together, 1s or more: two busy cores use two minutes in a minute. */
        @WithDefault("2h")
        Duration cpuTime();

        /** Disk space of the checkout and the home directory together, deleted files that are still open included; 1M or more. */
        @WithDefault("10G")
        MemorySize disk();

        /** Size of one file, 64K or more. */
        @WithDefault("4G")
        MemorySize fileSize();

        /** Files, pipes and connections that one process has open at the same time, 32 or more. */
        @WithDefault("8192")
        int openFiles();

        /** Size of {@code /tmp}, and of {@code /dev/shm}, in the sandbox, 64K or more. Both are in memory, in addition to {@code memory}. */
        @WithDefault("512M")
        MemorySize temporaryFiles();
    }

    /** The secrets of teams. */
    Secrets secrets();

    /** Where logs are kept once their jobs have ended. */
    enum LogStorage {
        /** compressed, in the service's own tables */
        DATABASE,
        /** in the directory or bucket where packs are, too */
        OBJECTS
    }

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
         * Whether changes from forks run. Anyone can open one: only where jobs run in a sandbox ({@code
         * millrace.pipeline.sandbox=required}), or on machines that hold nothing of value.
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

    /** Where the secrets of teams are. */
    enum SecretsIn {
        /** in the database, sealed with the platform's keyset */
        DATABASE,
        /** in HashiCorp Vault */
        VAULT
    }

    /** The secrets of teams. */
    interface Secrets {

        /**
         * Where they are: {@code database}, sealed with the platform's keyset, or {@code vault}. They are not copied when this
         * changes.
         */
        @WithDefault("database")
        SecretsIn backend();

        /** How long a job waits for secrets and configs that cannot be read, before its attempt ends as an error. */
        @WithDefault("2m")
        Duration giveUpAfter();

        /** HashiCorp Vault, where {@code backend} is {@code vault}. */
        Vault vault();
    }

    /** HashiCorp Vault, or a server with its API: a KV engine of version 2. */
    interface Vault {

        /** Its address, for example {@code https://vault.example.org:8200}. */
        Optional<URI> url();

        /** The token to use. In a file it is not in the environment of the process. */
        Optional<String> token();

        /** File that contains the token; read for each request, so that it may be replaced. */
        Optional<Path> tokenFile();

        /** Namespace of Vault Enterprise. */
        Optional<String> namespace();

        /** Path at which the KV engine is mounted. */
        @WithDefault("secret")
        String mount();

        /** Path of a secret in the engine. {@code team} and {@code key}, each in braces, stand for those of the secret; the key is its end. */
        @WithDefault("millrace/{team}/{key}")
        String path();

        /** Time limit of a request. */
        @WithDefault("5s")
        Duration timeout();
    }
}
