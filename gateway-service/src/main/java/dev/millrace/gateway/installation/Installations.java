package dev.millrace.gateway.installation;

import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.gateway.installation.Installation.State;
import dev.millrace.gateway.installation.LinkOutcome.AccountTaken;
import dev.millrace.gateway.installation.LinkOutcome.Gone;
import dev.millrace.gateway.installation.LinkOutcome.Linked;
import dev.millrace.gateway.installation.LinkOutcome.NoTeam;
import dev.millrace.gateway.installation.LinkOutcome.NotReported;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The installations and their teams. An account belongs to one team: a further installation of it, for example after
 * it was removed and created again, is linked to that team automatically.
 */
@ApplicationScoped
class Installations {

    private static final Logger LOG = Logger.getLogger(Installations.class);

    private final String instance;
    private final Database database;
    private final InstallationStore store;
    private final Teams teams;
    private final Outbox outbox;
    private final Clock clock;

    Installations(
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String instance,
            Database database,
            InstallationStore store,
            Teams teams,
            Outbox outbox,
            Clock clock) {
        this.instance = instance;
        this.database = database;
        this.store = store;
        this.teams = teams;
        this.outbox = outbox;
        this.clock = clock;
    }

    List<Installation> list() {
        return database.inTransaction(store::list);
    }

    LinkOutcome link(String team, String installationId) {
        if (!teams.exists(team)) {
            return new NoTeam();
        }
        return database.inTransaction(tx -> {
            Optional<Installation> found = lock(tx, installationId);
            if (found.isEmpty()) {
                return new NotReported();
            }
            return link(tx, team, found.get());
        });
    }

    private LinkOutcome link(Transaction tx, String team, Installation installation) {
        if (installation.state() == State.DELETED) {
            return new Gone(installation);
        }
        Optional<String> owner = store.findTeam(tx, instance, installation.accountId());
        if (owner.isPresent() && !owner.get().equals(team)) {
            return new AccountTaken(installation, owner.get());
        }
        if (installation.team().isPresent()) {
            return new Linked(installation);
        }
        store.addTeam(tx, instance, installation.accountId(), team, now());
        return new Linked(publish(tx, installation.withTeam(Optional.of(team), now()), team));
    }

    /** Ends the link. Returns false if there was none between these two. */
    boolean unlink(String team, String installationId) {
        return database.inTransaction(tx -> {
            Optional<Installation> linked = lock(tx, installationId)
                    .filter(installation -> installation.team().equals(Optional.of(team)));
            linked.ifPresent(installation -> {
                publish(tx, installation.withTeam(Optional.empty(), now()), team);
                store.removeTeamUnlessLinked(tx, instance, installation.accountId());
            });
            return linked.isPresent();
        });
    }

    /** Applies the forge's report, in the caller's transaction. */
    void take(Transaction tx, InstallationChanged changed) {
        store.lockAccount(tx, changed.instance(), changed.accountId());
        Optional<Installation> known = store.find(tx, changed.instance(), changed.installationId());
        Installation before = known.orElseGet(() -> first(tx, changed));
        State state = next(known.map(Installation::state), changed.action());
        Installation after = new Installation(
                before.instance(),
                before.id(),
                before.accountId(),
                changed.accountLogin(),
                state,
                before.team(),
                before.revision(),
                now());
        LOG.infof(
                "installation=%s account=%s action=%s state=%s",
                after.id(), after.accountLogin(), changed.action(), after.state());
        if (after.team().isPresent() && (known.isEmpty() || state != before.state())) {
            publish(tx, after, after.team().get());
        } else {
            store.save(tx, after);
        }
    }

    /** Publishes every link again. A repeat changes nothing for a consumer that has it, and restores a lost topic. */
    void announceAll() {
        database.useTransaction(tx -> {
            for (Installation linked : store.lockLinked(tx)) {
                linked.team().ifPresent(team -> outbox.add(tx, linked.toEvent(team)));
            }
        });
    }

    private Installation first(Transaction tx, InstallationChanged changed) {
        return new Installation(
                changed.instance(),
                changed.installationId(),
                changed.accountId(),
                changed.accountLogin(),
                State.ACTIVE,
                store.findTeam(tx, changed.instance(), changed.accountId()),
                0,
                now());
    }

    /** Forges do not keep order: a deletion is final, and a late "created" does not undo a later state. */
    private static State next(Optional<State> before, InstallationChanged.Action action) {
        if (before.filter(state -> state == State.DELETED).isPresent()) {
            return State.DELETED;
        }
        return switch (action) {
            case DELETED -> State.DELETED;
            case SUSPENDED -> State.SUSPENDED;
            case UNSUSPENDED -> State.ACTIVE;
            case CREATED, PERMISSIONS_ACCEPTED -> before.orElse(State.ACTIVE);
        };
    }

    private Installation publish(Transaction tx, Installation changed, String team) {
        Installation published = changed.published();
        store.save(tx, published);
        outbox.add(tx, published.toEvent(team));
        LOG.infof("installation=%s team=%s state=%s published", published.id(), team, published.state());
        return published;
    }

    private Optional<Installation> lock(Transaction tx, String installationId) {
        Optional<Installation> found = store.find(tx, instance, installationId);
        found.ifPresent(installation -> store.lockAccount(tx, instance, installation.accountId()));
        // read again: it may have changed while this transaction waited for the lock
        return found.flatMap(installation -> store.find(tx, instance, installationId));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
