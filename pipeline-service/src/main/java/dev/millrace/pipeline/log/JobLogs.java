package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Opens the logs of jobs for the workers that run them. */
@Singleton
public final class JobLogs {

    private final Database database;
    private final LogStore store;

    JobLogs(Database database, LogStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * The log of a job, to be continued after what it has printed so far.
     *
     * @param position of the job in its build
     * @param limit maximum number of bytes that are kept of its output
     */
    public JobLog open(UUID buildId, int position, long limit) {
        long size = database.inTransaction(tx -> store.open(tx, buildId, position));
        return new JobLog(
                (offset, chunks) -> database.useTransaction(tx -> store.append(tx, buildId, position, offset, chunks)),
                size,
                limit);
    }
}
