package dev.millrace.pipeline.execution;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import dev.millrace.pipeline.build.Jobs;
import dev.millrace.pipeline.check.Checks;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Takes jobs back whose workers were lost, so that they run again or end. */
@Singleton
class TakeBackJobs {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int BUILDS_AT_ONCE = 50;

    private final Database database;
    private final Jobs jobs;
    private final Checks checks;
    private final Timers timers;

    TakeBackJobs(Database database, Jobs jobs, Checks checks, Timers timers) {
        this.database = database;
        this.jobs = jobs;
        this.checks = checks;
        this.timers = timers;
    }

    /** Those whose lease has expired. */
    void lost() {
        Optional<UUID> build;
        do {
            build = database.inTransaction(tx -> {
                Optional<UUID> changed = jobs.takeBackLost(tx);
                changed.ifPresent(id -> checks.buildChanged(tx, id));
                return changed;
            });
        } while (build.isPresent());
    }

    @Scheduled(identity = "adopt-builds", every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("taking over builds of the previous version", INTERVAL, this::adopt);
    }

    /** Those of builds that an instance of the previous version has left, which claimed whole builds. */
    void adopt() {
        List<UUID> idle = database.inTransaction(tx -> jobs.idle(tx, BUILDS_AT_ONCE));
        idle.forEach(id -> database.useTransaction(tx -> {
            jobs.adopt(tx, id);
            checks.buildChanged(tx, id);
        }));
    }
}
