package dev.millrace.insights.person;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Attributes what accounts did for as long as the service runs, on one thread. */
@ApplicationScoped
class AttributionLoop {

    private static final int BATCH = 2_000;
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(30);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final AttributeAgain attributeAgain;
    private final Signals signals;
    private final PollLoop loop = new PollLoop("attribution", BACKOFF, this::pass);

    AttributionLoop(AttributeAgain attributeAgain, Signals signals) {
        this.attributeAgain = attributeAgain;
        this.signals = signals;
    }

    void onStart(@Observes @Priority(3000) StartupEvent start) {
        signals.listen(BackfillStore.CHANNEL, loop::wake);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        loop.stop(STOP_TIMEOUT);
    }

    private Next pass() {
        while (!loop.isStopping() && attributeAgain.runBatch(BATCH)) {
            // as long as something is due
        }
        return Next.poll(POLL_INTERVAL);
    }
}
