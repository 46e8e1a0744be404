package dev.millrace.githttp.transport;

import dev.millrace.git.catalog.StoredRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How current a mirror is, as answers to those who read it tell in the header {@code Mirror-Age}: seconds since it was last
 * found to be equal to its upstream, 0 or more. It may be a few seconds too high, see {@link
 * StoredRepository#checkedAt}, and is never too low. As with {@code Age} of HTTP caches, it says nothing of what the
 * upstream has now.
 */
@ApplicationScoped
class MirrorAge {

    static final String HEADER = "Mirror-Age";

    private final Clock clock;

    MirrorAge(Clock clock) {
        this.clock = clock;
    }

    /** Empty for what follows nothing, and before the first sync has ended. */
    Optional<Long> seconds(StoredRepository repository) {
        return repository
                .checkedAt()
                .filter(_ -> repository.isSynced())
                .map(at -> Math.max(0, Duration.between(at, clock.instant()).toSeconds()));
    }
}
