package dev.millrace.githttp.visible;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CreateOutcome;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOperation;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.installation.Installations;
import dev.millrace.githttp.installation.LinkedAccount;
import dev.millrace.githttp.visible.AddOutcome.Added;
import dev.millrace.githttp.visible.AddOutcome.Created;
import dev.millrace.githttp.visible.AddOutcome.NotConnected;
import dev.millrace.githttp.visible.AddOutcome.Reason;
import dev.millrace.githttp.visible.AddOutcome.Skipped;
import dev.millrace.githttp.visible.PublicRepository.Mirrored;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Creates read-only mirrors of public repositories of an account that the team has connected. They have the names that they have
 * at the forge, as the mirrors of an installation.
 */
@ApplicationScoped
class MirrorPublic {

    private static final Logger LOG = Logger.getLogger(MirrorPublic.class);
    private static final String GITHUB = "github";
    /** Where HEAD points until the first sync reports it. */
    private static final String UNTIL_THE_FIRST_SYNC = "main";

    private final Database database;
    private final ListPublic listPublic;
    private final Installations installations;
    private final Catalog catalog;
    private final Upstreams upstreams;
    private final ForgeConnections connections;
    private final Outbox outbox;
    private final Clock clock;

    MirrorPublic(
            Database database,
            ListPublic listPublic,
            Installations installations,
            Catalog catalog,
            Upstreams upstreams,
            ForgeConnections connections,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.listPublic = listPublic;
        this.installations = installations;
        this.catalog = catalog;
        this.upstreams = upstreams;
        this.connections = connections;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Mirrors of these. The forge is not asked: a mirror of one that is not public, or not there, fails when it is read.
     *
     * @param names without the owner
     */
    AddOutcome named(String team, String instance, String account, List<String> names) {
        return installations
                .findLinked(team, instance, account)
                .map(LinkedAccount::login)
                .<AddOutcome>map(login -> added(
                        team,
                        instance,
                        names.stream().map(name -> login + "/" + name).toList(),
                        false))
                .orElseGet(NotConnected::new);
    }

    /**
     * Mirrors of all on a page of the list.
     *
     * @param page from 1
     * @throws dev.millrace.forge.ForgeFailure if the forge does not send it
     */
    AddOutcome page(String team, String instance, String account, int page) {
        return listPublic
                .handle(team, instance, account, page)
                .<AddOutcome>map(found -> {
                    var skipped = new ArrayList<Skipped>();
                    var wanted = new ArrayList<String>();
                    found.repositories().forEach(each -> {
                        String name = each.repository().fullName();
                        if (each.mirrored() == Mirrored.NO) {
                            wanted.add(name);
                        } else {
                            skipped.add(new Skipped(name, reason(each.mirrored())));
                        }
                    });
                    Added added = added(team, instance, wanted, found.hasMore());
                    skipped.addAll(added.skipped());
                    return new Added(added.created(), skipped, added.hasMore());
                })
                .orElseGet(NotConnected::new);
    }

    private Added added(String team, String instance, List<String> fullNames, boolean hasMore) {
        var created = new ArrayList<Created>();
        var skipped = new ArrayList<Skipped>();
        for (String fullName : fullNames) {
            Optional<Reason> obstacle = create(team, instance, fullName, created);
            obstacle.ifPresent(reason -> skipped.add(new Skipped(fullName, reason)));
        }
        LOG.infof("team=%s instance=%s read-only mirrors created=%d", team, instance, created.size());
        return new Added(created, skipped, hasMore);
    }

    /** Each in a transaction of its own, so that one obstacle is none for the others. */
    private Optional<Reason> create(String team, String instance, String fullName, List<Created> created) {
        if (catalog.wasDeleted(team, fullName)) {
            return Optional.of(Reason.DELETED);
        }
        CreateOutcome made = database.inTransaction(tx -> {
            CreateOutcome outcome = catalog.create(
                    tx,
                    new NewRepository(
                            team, new RepositoryName(fullName), Optional.empty(), UNTIL_THE_FIRST_SYNC, false));
            if (outcome instanceof CreateOutcome.Created(StoredRepository repository)) {
                UpstreamOrigin origin = origin(instance, fullName);
                upstreams.attachReadOnly(tx, repository.id(), origin);
                outbox.add(
                        tx,
                        new SyncRequested(
                                UUID.randomUUID(),
                                repository.id(),
                                "a read-only mirror of " + origin.cloneUrl(),
                                clock.instant()));
            }
            return outcome;
        });
        return switch (made) {
            case CreateOutcome.Created(StoredRepository repository) -> {
                created.add(new Created(repository.id(), repository.name()));
                yield Optional.empty();
            }
            case CreateOutcome.NameTaken(StoredRepository holder) ->
                Optional.of(
                        holder.upstreamKey().isPresent()
                                ? Reason.MIRRORED
                                : reason(ListPublic.mirrored(instance, fullName, holder)));
            case CreateOutcome.AlreadyMirrored mirrored -> Optional.of(Reason.MIRRORED);
        };
    }

    private static Reason reason(Mirrored mirrored) {
        return mirrored == Mirrored.NAME_TAKEN ? Reason.NAME_TAKEN : Reason.MIRRORED;
    }

    private UpstreamOrigin origin(String instance, String fullName) {
        int slash = fullName.indexOf('/');
        return new UpstreamOrigin(
                GITHUB,
                instance,
                fullName.substring(0, slash),
                fullName.substring(slash + 1),
                connections.gitHubOrUsual(instance).repository(fullName).toString(),
                UpstreamMode.PUBLIC,
                UpstreamOperation.SYNC,
                Optional.empty());
    }
}
