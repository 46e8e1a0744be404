package dev.millrace.pipeline.log;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.pipeline.PipelineConfig;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many readers follow logs on this instance. */
@Singleton
final class LogReaders {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Semaphore places;
    private final int most;
    private volatile boolean stopping;

    LogReaders(PipelineConfig config) {
        most = config.logReaders();
        if (most < 1) {
            throw new IllegalArgumentException("millrace.pipeline.log-readers is %d, not 1 or more".formatted(most));
        }
        places = new Semaphore(most);
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
    }

    /** Whether readers should go to another instance. */
    boolean isStopping() {
        return stopping;
    }

    /** How many places are not taken. */
    int free() {
        return places.availablePermits();
    }

    /** A reader's place; closing it again does nothing. */
    interface Place extends AutoCloseable {

        @Override
        void close();
    }

    /**
     * Takes a place.
     *
     * @throws MillraceException 503 if all are taken
     */
    Place take() {
        if (!places.tryAcquire()) {
            throw MillraceException.of(
                            ErrorKind.CAPACITY, 503, "%d readers follow logs here, which is the limit".formatted(most))
                    .withCode("log_readers")
                    .withRetryAfter(RETRY_AFTER);
        }
        var taken = new AtomicBoolean(true);
        return () -> {
            if (taken.compareAndSet(true, false)) {
                places.release();
            }
        };
    }
}
