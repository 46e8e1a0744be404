package dev.millrace.ingest.reconciliation;

import dev.millrace.events.Event;
import dev.millrace.events.git.RefsMoved;
import dev.millrace.events.git.RefsMoved.RefMove;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.events.git.SyncFailed;
import dev.millrace.events.git.SyncSucceeded;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Records what mirrors report: branches and tags that moved, and what the upstream was read with. A mirror moves only as its
 * upstream did, whether a sync found that or a push was forwarded; the upstreams of others are not known by the forge's number.
 */
@Singleton
public final class FoundMoves {

    private static final Logger LOG = Logger.getLogger(FoundMoves.class);

    private final MoveStore moves;
    private final UpstreamStore upstreams;
    private final ReconciliationConfig config;
    private final ReconciliationMeters meters;
    private final Clock clock;

    FoundMoves(
            MoveStore moves,
            UpstreamStore upstreams,
            ReconciliationConfig config,
            ReconciliationMeters meters,
            Clock clock) {
        this.moves = moves;
        this.upstreams = upstreams;
        this.config = config;
        this.meters = meters;
        this.clock = clock;
    }

    /** Records an event of {@code git.updates} or {@code git.sync}, which may be repeated; others have no effect. */
    public void note(Transaction tx, Event event) {
        if (!config.enabled()) {
            return;
        }
        switch (event) {
            case RefsMoved moved -> moved(tx, moved);
            case SyncSucceeded sync -> read(tx, sync);
            case SyncFailed failed -> {
                if (failed.repository().upstreamKey().isEmpty()) {
                    upstreams.remove(tx, failed.repository().id(), failed.occurredAt());
                }
            }
            case RepositoryDeleted deleted ->
                upstreams.remove(tx, deleted.repository().id(), deleted.occurredAt());
            default -> {
                // moves nothing
            }
        }
    }

    /** A first sync brings what happened before; so does one after a pause that is longer than a forge keeps deliveries. */
    private void moved(Transaction tx, RefsMoved event) {
        Optional<String> key = event.repository().upstreamKey();
        Optional<Instant> checkedAt = event.checkedAt();
        List<RefMove> own =
                event.moves().stream().filter(FoundMoves::isBranchOrTag).toList();
        if (key.isEmpty() || checkedAt.isEmpty() || own.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Duration pause = Duration.between(checkedAt.get(), event.occurredAt());
        if (pause.compareTo(config.window()) > 0) {
            LOG.infof(
                    "repositoryId=%s refs=%d are not reconciled: the mirror was last current %s before",
                    event.repository().id(), own.size(), pause);
            meters.skipped(own.size());
        } else if (!event.occurredAt().isBefore(now.minus(config.window()))) {
            moves.add(tx, event, key.get(), checkedAt.get(), own, now.plus(config.grace()));
        }
    }

    private void read(Transaction tx, SyncSucceeded sync) {
        Optional<String> key = sync.repository().upstreamKey();
        if (key.isEmpty()) {
            upstreams.remove(tx, sync.repository().id(), sync.occurredAt());
        } else {
            sync.cloneUrl().ifPresent(address -> upstreams.save(tx, sync, key.get(), address));
        }
    }

    private static boolean isBranchOrTag(RefMove move) {
        return move.ref().startsWith("refs/heads/") || move.ref().startsWith("refs/tags/");
    }
}
