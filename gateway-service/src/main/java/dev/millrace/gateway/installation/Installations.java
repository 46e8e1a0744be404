package dev.millrace.gateway.installation;

import dev.millrace.events.Topic;
import dev.millrace.events.access.InstallationLinked;
import dev.millrace.events.forge.AccessChanged;
import dev.millrace.events.forge.InstallationChanged;
import dev.millrace.events.forge.InstallationRepositoriesChanged;
import dev.millrace.forge.AppInstallation;
import dev.millrace.forge.VisibleInstallation;
import dev.millrace.gateway.audit.Actor;
import dev.millrace.gateway.installation.Installation.State;
import dev.millrace.gateway.installation.LinkOutcome.AccountTaken;
import dev.millrace.gateway.installation.LinkOutcome.Gone;
import dev.millrace.gateway.installation.LinkOutcome.Linked;
import dev.millrace.gateway.installation.LinkOutcome.NoTeam;
import dev.millrace.gateway.installation.LinkOutcome.NotReported;
import dev.millrace.gateway.repository.RequestChecks;
import dev.millrace.gateway.team.Teams;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Inbox;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The installations and their teams. An account belongs to one team: a further installation of it, for example after
 * it was removed and created again, is linked to that team automatically.
 */
@ApplicationScoped
class Installations {

    private static final Logger LOG = Logger.getLogger(Installations.class);

    private final Database database;
    private final InstallationStore store;
    private final CheckStore checks;
    private final MirroringStore mirroring;
    private final Teams teams;
    private final Outbox outbox;
    private final Inbox inbox;
    private final AuditInstallations audit;
    private final RequestChecks readerChecks;
    private final Clock clock;

    Installations(
            Database database,
            InstallationStore store,
            CheckStore checks,
            MirroringStore mirroring,
            Teams teams,
            Outbox outbox,
            Inbox inbox,
            AuditInstallations audit,
            RequestChecks readerChecks,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.checks = checks;
        this.mirroring = mirroring;
        this.teams = teams;
        this.outbox = outbox;
        this.inbox = inbox;
        this.audit = audit;
        this.readerChecks = readerChecks;
        this.clock = clock;
    }

    List<Installation> list() {
        return database.inTransaction(store::list);
    }

    /** Those of the team which the forge has not deleted, in the order of the names of their accounts. */
    List<Installation> ofTeam(String team) {
        return database.inTransaction(tx -> store.ofTeam(tx, team)).stream()
                .filter(installation -> installation.state() != Installation.State.DELETED)
                .sorted(Comparator.comparing(
                        installation -> installation.account().login(), String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    /** The newest first; those before the one with this id. */
    List<AccountMove> moves(Optional<UUID> before, int most) {
        return database.inTransaction(tx -> store.moves(tx, before, most));
    }

    /**
     * Links an installation to a team.
     *
     * @param instance host of the forge; empty if only one forge has an installation of this number
     * @param move whether an account of another team is given to this one
     */
    LinkOutcome link(Caller caller, String team, Optional<String> instance, String installationId, boolean move) {
        if (!teams.exists(team)) {
            return new NoTeam();
        }
        return database.inTransaction(tx -> {
            List<Installation> found = find(tx, instance, installationId);
            if (found.size() > 1) {
                return new LinkOutcome.Ambiguous(
                        found.stream().map(Installation::instance).toList());
            }
            return found.isEmpty() ? new NotReported() : link(tx, caller, team, lock(tx, found.getFirst()), move);
        });
    }

    private LinkOutcome link(Transaction tx, Caller caller, String team, Installation installation, boolean move) {
        if (installation.state() == State.DELETED) {
            return new Gone(installation);
        }
        String account = installation.account().id();
        Optional<String> owner = store.findTeam(tx, installation.instance(), account);
        if (owner.isPresent() && !owner.get().equals(team)) {
            return move ? move(tx, caller, owner.get(), team, installation) : new AccountTaken(installation);
        }
        if (installation.team().isPresent()) {
            return new Linked(installation);
        }
        store.addTeam(tx, installation.instance(), account, team, now());
        audit.connected(tx, caller, team, installation);
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
        return link(tx, caller, team, known, false);
    }

    /** Gives the account to another team: all its linked installations, and this one. */
    private LinkOutcome move(Transaction tx, Caller caller, String from, String to, Installation requested) {
        Account account = requested.account();
        Actor actor = Actor.of(caller);
        var move = new AccountMove(
                UUID.randomUUID(),
                requested.instance(),
                account.id(),
                account.login(),
                from,
                to,
                actor.user().orElse(null),
                actor.name(),
                now());
        store.move(tx, move);
        audit.moved(tx, caller, move);
        LOG.infof("account=%s accountId=%s moved from team=%s to team=%s", account.login(), account.id(), from, to);
        Installation result = requested;
        for (Installation each : store.ofAccount(tx, requested.instance(), account.id())) {
            boolean isRequested = each.id().equals(requested.id());
            if (isRequested || each.team().isPresent() && each.state() != State.DELETED) {
                Installation published = publish(tx, each.withTeam(Optional.of(to), now()), to);
                result = isRequested ? published : result;
            }
        }
        return new Linked(result);
    }

    /**
     * Ends the link. Returns false if there was none between these two.
     *
     * @param instance host of the forge; empty for any
     */
    boolean unlink(Caller caller, String team, Optional<String> instance, String installationId) {
        return database.inTransaction(tx -> {
            Optional<Installation> linked = find(tx, instance, installationId).stream()
                    .filter(installation -> installation.team().equals(Optional.of(team)))
                    .findFirst()
                    .map(installation -> lock(tx, installation))
                    .filter(installation -> installation.team().equals(Optional.of(team)));
            linked.ifPresent(installation -> {
                publish(tx, installation.withTeam(Optional.empty(), now()), team);
                store.removeTeamUnlessLinked(
                        tx, installation.instance(), installation.account().id());
                audit.disconnected(tx, caller, team, installation);
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
        Installation after = before.after(changed, now());
        LOG.infof(
                "installation=%s account=%s action=%s state=%s",
                after.id(), after.account().login(), changed.action(), after.state());
        if (changed.asOf().isEmpty() && before.reports().stateAsOf().isPresent()) {
            checks.request(tx, changed.instance());
        }
        boolean published = after.team().isPresent() && (known.isEmpty() || after.state() != before.state());
        if (published) {
            publish(tx, after, after.team().get());
        } else {
            store.save(tx, after);
        }
        rename(
                tx,
                changed.instance(),
                changed.accountId(),
                new AccountName(changed.accountLogin(), micros(changed.asOf())));
    }

    /** Applies the forge's report about an organization, in the caller's transaction. */
    void take(Transaction tx, AccessChanged changed) {
        if (changed.kind() == AccessChanged.Kind.ORGANIZATION
                && changed.action().equals("renamed")) {
            store.lockAccount(tx, changed.instance(), changed.accountId());
            rename(
                    tx,
                    changed.instance(),
                    changed.accountId(),
                    new AccountName(changed.accountLogin(), Optional.empty()));
        }
    }

    /** Applies the forge's report, in the caller's transaction. */
    void take(Transaction tx, InstallationRepositoriesChanged changed) {
        store.lockAccount(tx, changed.instance(), changed.accountId());
        store.find(tx, changed.instance(), changed.installationId())
                .filter(known ->
                        !Reports.isOlder(changed.asOf(), known.reports().stateAsOf()))
                .ifPresent(known -> store.save(
                        tx,
                        known.withScope(known.scope().updated(changed.selection(), List.of()), now())
                                .withReports(known.reports().state(micros(changed.asOf())))));
    }

    /**
     * Applies what the forge itself lists: what it lists differently from what is known becomes the events that its webhooks
     * should have caused, for all services.
     *
     * @param connectionId the connection whose App it lists it for
     * @param asOf the time of the list, by the forge's clock
     * @return how many events that are
     */
    int take(String connectionId, String instance, AppInstallation listed, Instant asOf) {
        if (listed.account().isEmpty()) {
            LOG.warnf("installation=%s at %s is listed without its account", listed.id(), instance);
            return 0;
        }
        AppInstallation.Account account = listed.account().get();
        return database.inTransaction(tx -> {
            store.lockAccount(tx, instance, account.id());
            Optional<AccountName> name = AccountName.newest(store.ofAccount(tx, instance, account.id()));
            List<InstallationChanged> missed = new Differences(instance, asOf, now())
                    .of(store.find(tx, instance, listed.id()), name, listed, account);
            missed.forEach(event -> takeMissed(tx, event));
            store.find(tx, instance, listed.id())
                    .ifPresent(known ->
                            store.save(tx, known.withReports(known.reports().listed(connectionId, asOf))));
            return missed.size();
        });
    }

    /** Numbers of the installations that the App of a connection may have, and that were not deleted. */
    List<String> ofConnection(String connectionId, String instance) {
        return database.inTransaction(tx -> store.ofConnection(tx, instance, connectionId));
    }

    /** The forge has it no more. Returns false if that was known. */
    boolean gone(String instance, String installationId, Instant asOf) {
        return database.inTransaction(tx -> {
            Optional<Installation> known = store.find(tx, instance, installationId)
                    .map(found -> lock(tx, found))
                    .filter(found -> found.state() != State.DELETED);
            known.ifPresent(found -> takeMissed(tx, new Differences(instance, asOf, now()).gone(found)));
            return known.isPresent();
        });
    }

    /** Takes effect here at once, and not again when this service reads it from the topic. */
    private void takeMissed(Transaction tx, InstallationChanged event) {
        if (!inbox.isNew(tx, Topic.FORGE_INSTALLATION.wireName(), event.eventId())) {
            return;
        }
        LOG.infof(
                "installation=%s action=%s was not reported, but is listed so by %s",
                event.installationId(), event.action(), event.instance());
        take(tx, event, false);
        outbox.add(tx, event);
    }

    /**
     * Gives all installations of the account its new name, for all services. A report without a time, where names with one
     * are known, may be years old: then the forge is asked.
     */
    private void rename(Transaction tx, String instance, String accountId, AccountName reported) {
        List<Installation> all = store.ofAccount(tx, instance, accountId);
        AccountName name = reported.unlessOlder(AccountName.newest(all));
        if (reported.asOf().isEmpty() && !name.login().equals(reported.login())) {
            checks.request(tx, instance);
        }
        for (Installation each : all) {
            Reports dated = each.reports().name(name.asOf());
            if (!each.account().login().equals(name.login())) {
                Installation renamed = each.withAccount(each.account().named(name.login()), now())
                        .withReports(dated);
                LOG.infof(
                        "installation=%s account=%s renamed to %s",
                        each.id(), each.account().login(), name.login());
                each.team().ifPresentOrElse(team -> publish(tx, renamed, team), () -> store.save(tx, renamed));
            } else if (!dated.equals(each.reports())) {
                store.save(tx, each.withReports(dated));
            }
        }
    }

    /** Publishes the links of a team again, since what it wants of them has changed. In the caller's transaction. */
    void announce(Transaction tx, String team) {
        // in the order of their accounts: others may lock several of them, too
        for (Installation linked : store.ofTeam(tx, team)) {
            Installation current = lock(tx, linked);
            if (current.team().equals(Optional.of(team))) {
                publish(tx, current.withTeam(current.team(), now()), team);
            }
        }
    }

    /** Publishes every link again. A repeat changes nothing for a consumer that has it, and restores a lost topic. */
    void announceAll() {
        database.useTransaction(tx -> {
            for (Installation linked : store.lockLinked(tx)) {
                linked.team().ifPresent(team -> announce(tx, event(tx, linked, team)));
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
                Reports.NONE.name(micros(changed.asOf())),
                0,
                now());
    }

    private Installation publish(Transaction tx, Installation changed, String team) {
        Installation published = changed.published();
        store.save(tx, published);
        announce(tx, event(tx, published, team));
        LOG.infof("installation=%s team=%s state=%s published", published.id(), team, published.state());
        return published;
    }

    private void announce(Transaction tx, InstallationLinked event) {
        outbox.add(tx, event);
        readerChecks.take(tx, event);
    }

    private InstallationLinked event(Transaction tx, Installation installation, String team) {
        return installation.toEvent(team, mirroring.find(tx, team));
    }

    private List<Installation> find(Transaction tx, Optional<String> instance, String installationId) {
        return store.ofNumber(tx, installationId).stream()
                .filter(found -> instance.isEmpty() || found.instance().equals(instance.get()))
                .toList();
    }

    /** Locks its account, and reads it again: it may have changed while this transaction waited for the lock. */
    private Installation lock(Transaction tx, Installation found) {
        store.lockAccount(tx, found.instance(), found.account().id());
        return store.find(tx, found.instance(), found.id()).orElseThrow();
    }

    /** As precise as the database stores it. */
    private static Optional<Instant> micros(Optional<Instant> at) {
        return at.map(time -> time.truncatedTo(ChronoUnit.MICROS));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
