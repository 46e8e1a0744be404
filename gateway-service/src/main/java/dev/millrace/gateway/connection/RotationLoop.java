package dev.millrace.gateway.connection;

import dev.millrace.kit.database.Signals;
import dev.millrace.kit.work.Backoff;
import dev.millrace.kit.work.PollLoop;
import dev.millrace.kit.work.PollLoop.Next;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Continues rotations of webhook secrets when they are due, and looks for new ones when one begins in any instance. */
@ApplicationScoped
class RotationLoop {

    /** Without a signal: a rotation of another instance whose signal was lost begins after this time. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(30);

    /** While another instance is at a rotation that is due. */
    private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final RotateWebhookSecret rotate;
    private final Clock clock;
    private final PollLoop loop = new PollLoop("secret-rotation", BACKOFF, this::pass);

    RotationLoop(RotateWebhookSecret rotate, Clock clock) {
        this.rotate = rotate;
        this.clock = clock;
    }

    void onStart(@Observes StartupEvent start, Signals signals) {
        signals.listen(RotateWebhookSecret.SIGNAL, loop::wake);
        loop.start();
    }

    void onStop(@Observes ShutdownEvent stop) {
        loop.stop(STOP_TIMEOUT);
    }

    private Next pass() {
        return Next.poll(untilNext(rotate.continueAll(), clock.instant()));
    }

    /** How long to wait for a signal. */
    static Duration untilNext(Optional<Instant> next, Instant now) {
        Duration wait = next.map(at -> Duration.between(now, at)).orElse(LONGEST_POLL);
        if (wait.compareTo(SHORTEST_POLL) < 0) {
            return SHORTEST_POLL;
        }
        return wait.compareTo(LONGEST_POLL) < 0 ? wait : LONGEST_POLL;
    }
}
