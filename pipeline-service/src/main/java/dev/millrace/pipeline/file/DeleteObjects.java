package dev.millrace.pipeline.file;

import dev.millrace.kit.work.Timers;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Deletes objects that no artifact and no cache refers to. */
@Singleton
class DeleteObjects {

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    /** Longer than a large object takes from its note to its use. */
    private static final Duration UNUSED = Duration.ofHours(6);

    private final FileObjects objects;
    private final Timers timers;

    DeleteObjects(FileObjects objects, Timers timers) {
        this.objects = objects;
        this.timers = timers;
    }

    @Scheduled(identity = "delete-files", every = "10m", delayed = "4m", concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run("deleting files of jobs", INTERVAL, () -> objects.deleteUnused(UNUSED));
    }
}
