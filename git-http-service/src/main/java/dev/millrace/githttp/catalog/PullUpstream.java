package dev.millrace.githttp.catalog;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/** Passes on the request for a sync of a repository with its upstream; a sync worker does it. */
@ApplicationScoped
class PullUpstream {

    private final Database database;
    private final Upstreams upstreams;
    private final Outbox outbox;
    private final Clock clock;

    PullUpstream(Database database, Upstreams upstreams, Outbox outbox, Clock clock) {
        this.database = database;
        this.upstreams = upstreams;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The decision.
     *
     * @param ref as it was sent
     * @param after as it was sent
     */
    PullOutcome handle(Caller caller, StoredRepository repository, Optional<String> ref, Optional<String> after) {
        if (!repository.isSynced()) {
            return new PullOutcome.NoUpstream();
        }
        if (ref.isPresent() && !isRef(ref.get())) {
            return new PullOutcome.Invalid("ref '%s' is no name of a branch, tag or ref".formatted(ref.get()));
        }
        if (after.isPresent() && !ObjectId.isId(after.get().toLowerCase(Locale.ROOT))) {
            return new PullOutcome.Invalid("after '%s' is not 40 hex digits".formatted(after.get()));
        }
        database.useTransaction(tx -> {
            upstreams.requested(tx, repository.id());
            outbox.add(
                    tx,
                    new SyncRequested(
                            UUID.randomUUID(),
                            repository.id(),
                            "asked over the API by " + (caller.subject().isEmpty() ? caller.team() : caller.subject()),
                            ref,
                            after.map(id -> id.toLowerCase(Locale.ROOT)),
                            clock.instant()));
        });
        return new PullOutcome.Requested();
    }

    private static boolean isRef(String name) {
        return Repository.isValidRefName(name.startsWith(Constants.R_REFS) ? name : Constants.R_HEADS + name);
    }
}
