package dev.millrace.githttp.transport;

import dev.millrace.git.catalog.StoredRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * How current a mirror is, as responses to its readers report in the header {@code Mirror-Age}: seconds since it was last
 * found to be equal to its upstream, 0 or more. It may be a few seconds too high, see {@link StoredRepository#checkedAt},
 * and is never too low. As with {@code Age} of HTTP caches, it does not describe the upstream's current state.
 */
@ApplicationScoped
class MirrorAge {

    static final String HEADER = "Mirror-Age";

    private final Clock clock;

    MirrorAge(Clock clock) {
        this.clock = clock;
    }

    /** Empty for a repository without an upstream, and before the first sync has ended. */
    Optional<Long> seconds(StoredRepository repository) {
        return repository
                .checkedAt()
                .filter(_ -> repository.isSynced())
                .map(at -> Math.max(0, Duration.between(at, clock.instant()).toSeconds()));
    }
}
