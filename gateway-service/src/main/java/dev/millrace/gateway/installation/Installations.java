package dev.millrace.gateway.installation;

import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationChanged.AccountType;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.forge.VisibleInstallation;
import dev.millrace.gateway.audit.AuditLog;
import dev.millrace.gateway.audit.Change;
import dev.millrace.gateway.installation.Installation.State;
import dev.millrace.gateway.installation.LinkOutcome.AccountTaken;
import dev.millrace.gateway.installation.LinkOutcome.Gone;
import dev.millrace.gateway.installation.LinkOutcome.Linked;
import dev.millrace.gateway.installation.LinkOutcome.NoTeam;
import dev.millrace.gateway.installation.LinkOutcome.NotReported;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
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
    private final AuditLog audit;
    private final Clock clock;

    Installations(
            @ConfigProperty(name = "millrace.github.instance", defaultValue = "github.com") String instance,
            Database database,
            InstallationStore store,
            Teams teams,
            Outbox outbox,
            AuditLog audit,
            Clock clock) {
        this.instance = instance;
        this.database = database;
        this.store = store;
        this.teams = teams;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    List<Installation> list() {
        return database.inTransaction(store::list);
    }

    List<AccountMove> moves() {
        return database.inTransaction(store::moves);
    }

    /** @param move whether an account of another team is given to this one */
    LinkOutcome link(String team, String installationId, boolean move) {
        if (!teams.exists(team)) {
            return new NoTeam();
        }
        return database.inTransaction(tx -> {
            Optional<Installation> found = lock(tx, installationId);
            if (found.isEmpty()) {
                return new NotReported();
            }
            return link(tx, team, found.get(), move);
        });
    }

    private LinkOutcome link(Transaction tx, String team, Installation installation, boolean move) {
        if (installation.state() == State.DELETED) {
            return new Gone(installation);
        }
        String account = installation.account().id();
        Optional<String> owner = store.findTeam(tx, installation.instance(), account);
        if (owner.isPresent() && !owner.get().equals(team)) {
            return move ? move(tx, owner.get(), team, installation) : new AccountTaken(installation);
        }
        if (installation.team().isPresent()) {
            return new Linked(installation);
        }
        store.addTeam(tx, installation.instance(), account, team, now());
        return new Linked(publish(tx, installation.withTeam(Optional.of(team), now()), team));
    }

    /**
     * Links an installation that the forge has shown to an owner of its account, in the caller's transaction. Its webhook may be on
     * the way: whichever comes first creates the row.
     */
    LinkOutcome claim(Transaction tx, Caller caller, String team, String atInstance, VisibleInstallation seen) {
        store.lockAccount(tx, atInstance, seen.account().id());
        Installation known =
                store.find(tx, atInstance, seen.id()).orElseGet(() -> Installation.shown(atInstance, seen, now()));
        boolean isNew = !known.team().equals(Optional.of(team));
        LinkOutcome outcome = link(tx, team, known, false);
        if (outcome instanceof Linked && isNew) {
            audit.add(
                    tx,
                    caller,
                    Optional.of(team),
                    Change.added(
                            "installation.connected",
                            "%s:%s".formatted(atInstance, seen.id()),
                            seen.account().login()));
        }
        return outcome;
    }

    /** Gives the account to another team: all its linked installations, and this one. */
    private LinkOutcome move(Transaction tx, String from, String to, Installation requested) {
        Account account = requested.account();
        store.move(tx, new AccountMove(requested.instance(), account.id(), account.login(), from, to, now()));
        LOG.infof("account=%s accountId=%s moved from team=%s to team=%s", account.login(), account.id(), from, to);
        Installation moved = requested;
        for (Installation each : store.ofAccount(tx, requested.instance(), account.id())) {
            boolean isRequested = each.id().equals(requested.id());
            if (isRequested || each.team().isPresent() && each.state() != State.DELETED) {
                Installation published = publish(tx, each.withTeam(Optional.of(to), now()), to);
                moved = isRequested ? published : moved;
            }
        }
        return new Linked(moved);
    }

    /** Ends the link. Returns false if there was none between these two. */
    boolean unlink(String team, String installationId) {
        return database.inTransaction(tx -> {
            Optional<Installation> linked = lock(tx, installationId)
                    .filter(installation -> installation.team().equals(Optional.of(team)));
            linked.ifPresent(installation -> {
                publish(tx, installation.withTeam(Optional.empty(), now()), team);
                store.removeTeamUnlessLinked(
                        tx, instance, installation.account().id());
            });
            return linked.isPresent();
        });
    }

    /**
     * Applies the forge's report, in the caller's transaction.
     *
     * @param onlyIfUnknown whether a known installation stays as it is, since the report may be older than its state
     */
    void take(Transaction tx, InstallationChanged changed, boolean onlyIfUnknown) {
        store.lockAccount(tx, changed.instance(), changed.accountId());
        Optional<Installation> known = store.find(tx, changed.instance(), changed.installationId());
        if (onlyIfUnknown && known.isPresent()) {
            return;
        }
        Installation before = known.orElseGet(() -> first(tx, changed));
        Installation after = after(before, known.map(Installation::state), changed);
        LOG.infof(
                "installation=%s account=%s action=%s state=%s",
                after.id(), after.account().login(), changed.action(), after.state());
        boolean published = after.team().isPresent() && (known.isEmpty() || after.state() != before.state());
        if (published) {
            publish(tx, after, after.team().get());
        } else {
            store.save(tx, after);
        }
        rename(tx, changed.instance(), changed.accountId(), changed.accountLogin());
    }

    /** Applies the forge's report about an organization, in the caller's transaction. */
    void take(Transaction tx, AccessChanged changed) {
        if (changed.kind() == AccessChanged.Kind.ORGANIZATION
                && changed.action().equals("renamed")) {
            store.lockAccount(tx, changed.instance(), changed.accountId());
            rename(tx, changed.instance(), changed.accountId(), changed.accountLogin());
        }
    }

    /** Applies the forge's report, in the caller's transaction. */
    void take(Transaction tx, InstallationRepositoriesChanged changed) {
        store.lockAccount(tx, changed.instance(), changed.accountId());
        store.find(tx, changed.instance(), changed.installationId())
                .ifPresent(known ->
                        store.save(tx, known.withScope(known.scope().updated(changed.selection(), List.of()), now())));
    }

    private Installation after(Installation before, Optional<State> known, InstallationChanged changed) {
        State state = next(known, changed.action());
        Optional<Instant> suspendedAt = state == State.SUSPENDED
                ? changed.suspendedAt().or(before::suspendedAt).or(() -> Optional.of(changed.occurredAt()))
                : Optional.empty();
        Account account = new Account(
                before.account().id(),
                before.account().login(),
                changed.accountType() == AccountType.UNKNOWN ? before.account().type() : changed.accountType());
        return before.withAccount(account, now())
                .withScope(before.scope().updated(changed.selection(), changed.permissions()), now())
                .withState(state, suspendedAt.map(at -> at.truncatedTo(ChronoUnit.MICROS)), now());
    }

    /** Gives all installations of the account its new name, for all services. */
    private void rename(Transaction tx, String atInstance, String accountId, String login) {
        for (Installation each : store.ofAccount(tx, atInstance, accountId)) {
            if (!each.account().login().equals(login)) {
                Installation renamed = each.withAccount(each.account().named(login), now());
                LOG.infof(
                        "installation=%s account=%s renamed to %s",
                        each.id(), each.account().login(), login);
                each.team().ifPresentOrElse(team -> publish(tx, renamed, team), () -> store.save(tx, renamed));
            }
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
                new Account(changed.accountId(), changed.accountLogin(), changed.accountType()),
                InstallationScope.NOT_REPORTED,
                State.ACTIVE,
                Optional.empty(),
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
            case CREATED, PERMISSIONS_ACCEPTED, RENAMED -> before.orElse(State.ACTIVE);
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
        found.ifPresent(installation ->
                store.lockAccount(tx, instance, installation.account().id()));
        // read again: it may have changed while this transaction waited for the lock
        return found.flatMap(installation -> store.find(tx, instance, installationId));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
