package dev.millrace.sync.upstream;

import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.work.Timers;
import dev.millrace.sync.SyncConfig;
import dev.millrace.sync.queue.MirrorQueue;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Compares periodically the repositories that follow something with the existing mirrors, so that a lost event, an
 * installation that was added later, or a detached upstream has no lasting effect.
 */
@ApplicationScoped
class FindAttached {

    private static final int PAGE = 500;

    private final Upstreams upstreams;
    private final AttachMirror attachMirror;
    private final RemoveMirror forgetMirror;
    private final MirrorQueue mirrors;
    private final Database database;
    private final SyncConfig config;
    private final Timers timers;

    FindAttached(
            Upstreams upstreams,
            AttachMirror attachMirror,
            RemoveMirror forgetMirror,
            MirrorQueue mirrors,
            Database database,
            SyncConfig config,
            Timers timers) {
        this.upstreams = upstreams;
        this.forgetMirror = forgetMirror;
        this.mirrors = mirrors;
        this.attachMirror = attachMirror;
        this.database = database;
        this.config = config;
        this.timers = timers;
    }

    @Scheduled(
            identity = "sync-attach",
            every = "${millrace.sync.attach-interval}",
            delayed = "${millrace.sync.attach-interval}",
            concurrentExecution = ConcurrentExecution.SKIP)
    void onTimer() {
        timers.run(
                "comparing repositories that follow an upstream with the mirrors",
                config.attachInterval(),
                this::compare);
    }

    private void compare() {
        database.inTransaction(mirrors::attachedAndWaiting).forEach(this::settle);
        List<UUID> page = upstreams.attached(Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            page.forEach(this::settle);
            page = page.size() < PAGE ? List.of() : upstreams.attached(Optional.of(page.getLast()), PAGE);
        }
        forget();
    }

    private void forget() {
        Optional<UUID> last = Optional.empty();
        do {
            Optional<UUID> after = last;
            last = database.inTransaction(tx -> {
                List<UUID> page = mirrors.page(tx, after, PAGE);
                forgetMirror.handle(tx, page);
                return page.size() < PAGE ? Optional.empty() : Optional.of(page.getLast());
            });
        } while (last.isPresent());
    }

    private void settle(UUID repositoryId) {
        database.useTransaction(
                tx -> attachMirror.settle(tx, repositoryId, "the repository was made to follow something"));
    }
}
