package dev.millrace.git.catalog;

import dev.millrace.events.EventIds;
import dev.millrace.events.git.RepositoryDeleted;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The catalog in PostgreSQL. */
public final class StoredCatalog implements Catalog {

    /** A repository that was not filled for this long was left behind by a crashed process. */
    private static final Duration LONGEST_HIDDEN = Duration.ofHours(1);

    private final Database database;
    private final RepositoryStore repositories;
    private final Outbox outbox;
    private final Clock clock;

    /** Every request looks up its repository; concurrent requests query the database once. */
    private final SharedReads<Name, Optional<StoredRepository>> shared = new SharedReads<>();

    private record Name(String team, String name) {}

    public StoredCatalog(Database database, RepositoryStore repositories, Outbox outbox, Clock clock) {
        this.database = database;
        this.repositories = repositories;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public CreateOutcome create(Transaction tx, NewRepository repository) {
        return create(tx, repository, false);
    }

    @Override
    public CreateOutcome createHidden(NewRepository repository) {
        return database.inTransaction(tx -> create(tx, repository, true));
    }

    private CreateOutcome create(Transaction tx, NewRepository repository, boolean hidden) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        String name = repository.name().value();
        repositories.dropHidden(tx, repository.team(), name, now.minus(LONGEST_HIDDEN), now);
        if (repositories.add(tx, id, repository, hidden, now)) {
            return new CreateOutcome.Created(repositories.find(tx, id).orElseThrow());
        }
        return repository
                .upstreamKey()
                .flatMap(key -> repositories.findMirror(tx, repository.team(), key))
                .<CreateOutcome>map(CreateOutcome.AlreadyMirrored::new)
                .or(() -> repositories.findHolder(tx, repository.team(), name).map(CreateOutcome.NameTaken::new))
                .orElseThrow(() -> new IllegalStateException(
                        "what stood in the way of %s was deleted in the same instant".formatted(repository.name())));
    }

    @Override
    public CreateOutcome create(NewRepository repository) {
        return database.inTransaction(tx -> create(tx, repository));
    }

    @Override
    public Optional<StoredRepository> find(String team, String name) {
        // PostgreSQL rejects U+0000 in a parameter; no repository has it in its name
        return name.indexOf('\0') >= 0 || team.indexOf('\0') >= 0
                ? Optional.empty()
                : shared.read(
                        new Name(team, name), () -> database.inStatement(tx -> repositories.find(tx, team, name)));
    }

    @Override
    public Optional<StoredRepository> find(UUID id) {
        return database.inStatement(tx -> repositories.find(tx, id));
    }

    @Override
    public Optional<StoredRepository> findMirror(Transaction tx, String team, String upstreamKey) {
        return repositories.findMirror(tx, team, upstreamKey);
    }

    @Override
    public Optional<StoredRepository> findMirror(String team, String upstreamKey) {
        return database.inTransaction(tx -> findMirror(tx, team, upstreamKey));
    }

    @Override
    public RenameOutcome rename(Transaction tx, UUID id, RepositoryName name) {
        Optional<StoredRepository> locked = repositories.lock(tx, id);
        if (locked.isEmpty()) {
            return new RenameOutcome.Missing();
        }
        StoredRepository repository = locked.get();
        Optional<StoredRepository> holder = repositories
                .findHolder(tx, repository.team(), name.value())
                .filter(other -> !other.id().equals(id));
        if (holder.isPresent()) {
            return new RenameOutcome.NameTaken(holder.get());
        }
        repositories.rename(tx, repository, name.value());
        return new RenameOutcome.Renamed(repositories.find(tx, id).orElseThrow());
    }

    @Override
    public RenameOutcome rename(UUID id, RepositoryName name) {
        return database.inTransaction(tx -> rename(tx, id, name));
    }

    @Override
    public boolean isDefaultBranchChosen(UUID id) {
        return database.inStatement(tx -> repositories.isDefaultBranchChosen(tx, id));
    }

    @Override
    public void chooseDefaultBranch(Transaction tx, UUID id) {
        repositories.chooseDefaultBranch(tx, id);
    }

    @Override
    public boolean delete(Transaction tx, UUID id) {
        Optional<StoredRepository> locked = repositories.lock(tx, id);
        Instant now = clock.instant();
        locked.ifPresent(repository -> {
            repositories.delete(tx, id, now);
            outbox.add(tx, new RepositoryDeleted(EventIds.of("git.repository.deleted", id), repository.toEvent(), now));
        });
        return locked.isPresent();
    }

    @Override
    public boolean delete(UUID id) {
        return database.inTransaction(tx -> delete(tx, id));
    }

    @Override
    public List<StoredRepository> list(String team, Optional<String> after, int limit) {
        requirePage(limit);
        return database.inTransaction(tx -> repositories.list(tx, team, after.orElse(""), limit));
    }

    @Override
    public List<StoredRepository> all(Optional<UUID> after, int limit) {
        requirePage(limit);
        return database.inTransaction(tx -> repositories.all(tx, after, limit));
    }

    @Override
    public List<StoredRepository> newest(String team, Optional<CatalogPosition> after, int limit, String text) {
        requirePage(limit);
        return text.indexOf('\0') >= 0
                ? List.of()
                : database.inStatement(tx -> repositories.newest(tx, team, after, limit, text));
    }

    @Override
    public boolean wasDeleted(Transaction tx, String team, String name) {
        return name.indexOf('\0') < 0 && repositories.wasDeleted(tx, team, name);
    }

    @Override
    public boolean wasDeleted(String team, String name) {
        return database.inStatement(tx -> wasDeleted(tx, team, name));
    }

    private static void requirePage(int limit) {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("a page of %d repositories is not from 1 to 1,000".formatted(limit));
        }
    }
}
