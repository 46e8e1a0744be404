package dev.millrace.sync.upstream;

import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.sync.sync.MirrorQueue;
import dev.millrace.sync.sync.SyncConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Compares, now and then, repositories that follow something with the mirrors that there are: an event that was lost, an
 * installation that came later, or a connection that was ended changes nothing for long.
 */
@ApplicationScoped
class FindAttached {

    private static final Logger LOG = Logger.getLogger(FindAttached.class);
    private static final int PAGE = 500;

    private final Upstreams upstreams;
    private final AttachMirror attachMirror;
    private final ForgetMirror forgetMirror;
    private final MirrorQueue mirrors;
    private final Database database;
    private final SyncConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sync-attach").factory());

    FindAttached(
            Upstreams upstreams,
            AttachMirror attachMirror,
            ForgetMirror forgetMirror,
            MirrorQueue mirrors,
            Database database,
            SyncConfig config) {
        this.upstreams = upstreams;
        this.forgetMirror = forgetMirror;
        this.mirrors = mirrors;
        this.attachMirror = attachMirror;
        this.database = database;
        this.config = config;
    }

    void start(@Observes @Priority(4000) StartupEvent event) {
        long pause = config.attachInterval().toMillis();
        timer.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    private void look() {
        try {
            database.inTransaction(mirrors::attachedAndWaiting).forEach(this::settle);
            List<UUID> page = upstreams.attached(Optional.empty(), PAGE);
            while (!page.isEmpty()) {
                page.forEach(this::settle);
                page = page.size() < PAGE ? List.of() : upstreams.attached(Optional.of(page.getLast()), PAGE);
            }
            forget();
        } catch (RuntimeException e) {
            LOG.warnf("repositories that follow something not compared, again in %s: %s", config.attachInterval(), e);
        }
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
