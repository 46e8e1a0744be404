package dev.millrace.githttp.catalog;

import dev.millrace.events.git.SyncRequested;
import dev.millrace.forge.connection.ForgeConnections;
import dev.millrace.git.catalog.Catalog;
import dev.millrace.git.catalog.CreateOutcome;
import dev.millrace.git.catalog.NewRepository;
import dev.millrace.git.catalog.RepositoryName;
import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.upstream.UpstreamMode;
import dev.millrace.git.upstream.UpstreamOrigin;
import dev.millrace.git.upstream.Upstreams;
import dev.millrace.githttp.installation.Installations;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Creates a repository: empty, following another, importing another, or as a copy of one of the team's own. */
@ApplicationScoped
class CreateRepository {

    private final Database database;
    private final Catalog catalog;
    private final Upstreams upstreams;
    private final Installations installations;
    private final ForkRepository forkRepository;
    private final OutboundAddresses addresses;
    private final ForgeConnections connections;
    private final Outbox outbox;
    private final Clock clock;

    CreateRepository(
            Database database,
            Catalog catalog,
            Upstreams upstreams,
            Installations installations,
            ForkRepository forkRepository,
            OutboundAddresses addresses,
            ForgeConnections connections,
            Outbox outbox,
            Clock clock) {
        this.database = database;
        this.catalog = catalog;
        this.upstreams = upstreams;
        this.installations = installations;
        this.forkRepository = forkRepository;
        this.addresses = addresses;
        this.connections = connections;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * The decision.
     *
     * @param branch the requested default branch outside {@code base_repo}
     * @throws IllegalArgumentException if a default branch is no valid branch name
     */
    CreationOutcome handle(Caller caller, RepositoryName name, BaseRepo base, Optional<String> branch) {
        String team = caller.team();
        Optional<StoredRepository> there = catalog.find(team, name.value());
        if (there.isPresent()) {
            return new CreationOutcome.Exists(there.get());
        }
        if (catalog.wasDeleted(team, name.value())) {
            return new CreationOutcome.NameSpent(name.value());
        }
        return switch (base) {
            case BaseRepo.None none ->
                outcome(catalog.create(
                        new NewRepository(team, name, Optional.empty(), branch.orElse("main"), branch.isPresent())));
            case BaseRepo.Remote remote -> follow(caller, name, remote, branch);
            case BaseRepo.Fork fork -> forkRepository.handle(caller, name, fork, branch);
        };
    }

    private CreationOutcome follow(
            Caller caller, RepositoryName name, BaseRepo.Remote remote, Optional<String> branch) {
        UpstreamOrigin origin = remote.origin();
        Optional<String> account = origin.mode() == UpstreamMode.GITHUB_APP
                ? installations.findAccount(caller.team(), origin.host(), origin.owner())
                : Optional.empty();
        if (origin.mode() == UpstreamMode.GITHUB_APP && account.isEmpty()) {
            return new CreationOutcome.AppMissing(origin.host(), origin.owner());
        }
        Optional<String> objection = objection(origin);
        if (objection.isPresent()) {
            return new CreationOutcome.Refused("base_repo: " + objection.get());
        }
        var wanted = new NewRepository(
                caller.team(),
                name,
                Optional.empty(),
                origin.defaultBranch().or(() -> branch).orElse("main"),
                origin.defaultBranch().isPresent());
        return database.inTransaction(tx -> {
            CreateOutcome made = catalog.create(tx, wanted);
            if (made instanceof CreateOutcome.Created(StoredRepository repository)) {
                UUID id = repository.id();
                upstreams.attach(tx, id, origin, remote.begin());
                account.ifPresent(owner -> upstreams.belongsTo(tx, id, owner));
                remote.credential().ifPresent(credential -> upstreams.addCredential(tx, id, credential));
                if (remote.begin()) {
                    outbox.add(
                            tx,
                            new SyncRequested(
                                    UUID.randomUUID(),
                                    id,
                                    "the repository was made to follow " + origin.cloneUrl(),
                                    clock.instant()));
                }
            }
            return outcome(made);
        });
    }

    /** Why connecting to the upstream's host is not allowed. A connected GitHub may have any address. */
    private Optional<String> objection(UpstreamOrigin origin) {
        URI address = URI.create(origin.cloneUrl());
        boolean isConnected = connections.gitHubs().stream()
                .flatMap(forge -> Stream.of(forge.webUrl(), forge.apiUrl()))
                .anyMatch(connected -> address.getScheme().equalsIgnoreCase(connected.getScheme())
                        && address.getRawAuthority().equalsIgnoreCase(connected.getRawAuthority()));
        return isConnected ? Optional.empty() : addresses.objection(address);
    }

    static CreationOutcome outcome(CreateOutcome made) {
        return switch (made) {
            case CreateOutcome.Created(StoredRepository repository) -> new CreationOutcome.Created(repository);
            case CreateOutcome.NameTaken(StoredRepository existing) -> new CreationOutcome.Exists(existing);
            case CreateOutcome.AlreadyMirrored(StoredRepository existing) -> new CreationOutcome.Exists(existing);
        };
    }
}
