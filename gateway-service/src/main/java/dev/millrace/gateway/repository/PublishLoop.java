package dev.millrace.gateway.repository;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Publishes who reads which repository when members, accounts or answers of the forge change, and once more at start. */
@ApplicationScoped
class PublishLoop {

    /** Without a signal: answers that are about to count no longer, and signals that were lost. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(30);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final PublishReaders publish;
    private final PollLoop loop = new PollLoop("repository-readers", BACKOFF, this::pass);
    private boolean isRepeated;

    PublishLoop(PublishReaders publish) {
        this.publish = publish;
    }

    void onStart(@Observes StartupEvent start, Signals signals) {
        signals.listen(RequestChecks.READERS, loop::wake);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        loop.stop(STOP_TIMEOUT);
    }

    private Next pass() {
        if (!isRepeated) {
            publish.again();
            isRepeated = true;
        }
        publish.all(loop::isStopping);
        return Next.poll(LONGEST_POLL);
    }
}
