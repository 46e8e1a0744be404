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
 * Looks now and then for repositories that follow something and have no mirror, or one that knows an old installation: an
 * event that was lost, or an installation that came later, changes nothing for long.
 */
@ApplicationScoped
class FindAttached {

    private static final Logger LOG = Logger.getLogger(FindAttached.class);
    private static final int PAGE = 500;

    private final Upstreams upstreams;
    private final AttachMirror attachMirror;
    private final MirrorQueue mirrors;
    private final Database database;
    private final SyncConfig config;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sync-attach").factory());

    FindAttached(
            Upstreams upstreams, AttachMirror attachMirror, MirrorQueue mirrors, Database database, SyncConfig config) {
        this.upstreams = upstreams;
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
            database.inTransaction(mirrors::attachedAndParked).forEach(this::settle);
            List<UUID> page = upstreams.attached(Optional.empty(), PAGE);
            while (!page.isEmpty()) {
                page.forEach(this::settle);
                page = page.size() < PAGE ? List.of() : upstreams.attached(Optional.of(page.getLast()), PAGE);
            }
        } catch (RuntimeException e) {
            LOG.warnf("repositories that follow something not compared, again in %s: %s", config.attachInterval(), e);
        }
    }

    private void settle(UUID repositoryId) {
        database.useTransaction(
                tx -> attachMirror.settle(tx, repositoryId, "the repository was made to follow something"));
    }
}
