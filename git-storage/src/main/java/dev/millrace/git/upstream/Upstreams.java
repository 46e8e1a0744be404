package dev.millrace.git.upstream;

import dev.millrace.git.upstream.Upstream.State;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.secret.SecretBox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Upstreams of repositories and the logins for them. The forms that take a {@link Transaction} take part in it, so that a
 * wish for a sync and the event that carries it, or the refs that a sync moved and its success, are one. Safe to share
 * between threads.
 */
public final class Upstreams {

    /** A busy mirror is checked many times a second, and nobody asks for its age that exactly. */
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(5);

    private final UpstreamStore rows = new UpstreamStore();
    private final Database database;
    private final SecretBox secrets;
    private final Clock clock;

    /**
     * Upstreams of the repositories in a database.
     *
     * @param secrets the same keyset in every process that reads logins
     */
    public Upstreams(Database database, SecretBox secrets, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Gives a new repository an upstream.
     *
     * @param begin whether the first sync is asked for at once; the caller writes the event
     */
    public void attach(Transaction tx, UUID repositoryId, UpstreamOrigin origin, boolean begin) {
        rows.add(tx, repositoryId, origin, begin ? State.RUNNING : State.WAITING, clock.instant());
    }

    /** What a repository follows or followed; empty if it never did, was made by an installation, or is deleted. */
    public Optional<Upstream> find(Transaction tx, UUID repositoryId) {
        return rows.find(tx, repositoryId);
    }

    /** As {@link #find(Transaction, UUID)}. */
    public Optional<Upstream> find(UUID repositoryId) {
        return database.inStatement(tx -> find(tx, repositoryId));
    }

    /**
     * One page of the repositories that a sync worker has to look after: those whose first sync was asked for, and those
     * that follow their upstream since. So none is lost when the event that asked for it is.
     *
     * @param after the last of the page before; empty for the first page
     * @param limit most ids to return, 1 or more
     */
    public List<UUID> attached(Optional<UUID> after, int limit) {
        return database.inStatement(tx -> rows.attached(tx, after, limit));
    }

    /**
     * Those of the repositories that are to be kept equal to an upstream, however they came to it: not those that were
     * deleted, detached, or imported once.
     */
    public Set<UUID> followed(Transaction tx, Collection<UUID> repositoryIds) {
        return repositoryIds.isEmpty() ? Set.of() : rows.followed(tx, repositoryIds);
    }

    /**
     * A sync was asked for: unless one succeeded before, this is the first sync, and it counts as running.
     *
     * @return whether it is now the first sync, and was not before
     */
    public boolean requested(Transaction tx, UUID repositoryId) {
        return rows.begin(tx, repositoryId, clock.instant());
    }

    /** A sync ended well: the repository may be relied on. An import is over with that, and its login forgotten. */
    public void succeeded(Transaction tx, UUID repositoryId) {
        rows.succeed(tx, repositoryId, clock.instant());
    }

    /**
     * A mirror, of whatever kind, was equal to its upstream at this time. Noted every few seconds at most, so what is told
     * later may be a little older than the last check; never younger.
     */
    public void checked(Transaction tx, UUID repositoryId, Instant at) {
        rows.saveCheck(tx, repositoryId, at, BETWEEN_CHECKS);
    }

    /**
     * A sync ended without success. Unless one succeeded before, the first sync failed, and waits to be asked for again.
     *
     * @param error for people, without secrets
     */
    public void failed(Transaction tx, UUID repositoryId, String error) {
        rows.fail(tx, repositoryId, error, clock.instant());
    }

    /**
     * Notes the forge's own number of an attached upstream, by which events of the forge name it. Any number of repositories
     * may follow one upstream. One that is read without credentials is not followed by events, and takes no number.
     *
     * @param upstreamKey {@code instance:id}
     * @return whether this is news
     */
    public boolean identify(Transaction tx, UUID repositoryId, String upstreamKey) {
        return rows.identify(tx, repositoryId, upstreamKey);
    }

    /** The team has no access to the attached upstream any more: forgets the forge's number of it. */
    public void unidentify(Transaction tx, UUID repositoryId) {
        rows.unidentify(tx, repositoryId);
    }

    /** When the login in use was stored or last rotated; empty if there is none, or nothing to log in at. */
    public Optional<Instant> loginStoredAt(Transaction tx, UUID repositoryId) {
        return rows.loginStoredAt(tx, repositoryId);
    }

    /** From now on HEAD stays at this branch, whatever the upstream's HEAD is; nothing happens without an upstream. */
    public void keepDefaultBranch(Transaction tx, UUID repositoryId, String branch) {
        rows.saveDefaultBranch(tx, repositoryId, branch, clock.instant());
    }

    /** An attached upstream has another name and address at its forge. */
    public void move(Transaction tx, UUID repositoryId, String owner, String name, String cloneUrl) {
        rows.move(tx, repositoryId, owner, name, cloneUrl, clock.instant());
    }

    /**
     * Ends the connection; the repository keeps what it has, and its login is forgotten.
     *
     * @return whether there was one
     */
    public boolean detach(Transaction tx, UUID repositoryId) {
        return rows.detach(tx, repositoryId, clock.instant());
    }

    /**
     * Stores the login of a repository's upstream. One that was read without credentials is logged in at from now on.
     */
    public CredentialOutcome addCredential(UUID repositoryId, UpstreamLogin login) {
        return database.inTransaction(tx -> addCredential(tx, repositoryId, login));
    }

    /** As {@link #addCredential(UUID, UpstreamLogin)}. */
    public CredentialOutcome addCredential(Transaction tx, UUID repositoryId, UpstreamLogin login) {
        Optional<Upstream> upstream = find(tx, repositoryId).filter(Upstream::isAttached);
        if (upstream.isEmpty()) {
            return new CredentialOutcome.NoUse("the repository has no upstream to log in at");
        }
        if (upstream.get().origin().mode() == UpstreamMode.GITHUB_APP) {
            return new CredentialOutcome.NoUse("the App logs in at the repository's upstream by itself");
        }
        Instant at = clock.instant();
        String id = "ggc_" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
        var row = new CredentialRow(
                id, repositoryId, secrets.seal(login.toBytes(), CredentialRow.context(id, repositoryId)), at);
        if (!rows.addCredential(tx, row, at)) {
            return new CredentialOutcome.Exists(
                    rows.findCredential(tx, repositoryId).orElseThrow().credential());
        }
        rows.useCredentials(tx, repositoryId);
        return new CredentialOutcome.Stored(row.credential());
    }

    /**
     * Replaces a login; the next sync or push uses the new one.
     *
     * @param login without a user name to keep the one that is stored
     * @return empty if the team has no such credential
     */
    public Optional<StoredCredential> rotateCredential(String team, String credentialId, UpstreamLogin login) {
        return database.inTransaction(tx -> rows.lockCredential(tx, team, credentialId)
                .map(row -> {
                    Optional<String> username =
                            login.username().or(() -> opened(row).username());
                    byte[] sealed =
                            secrets.seal(new UpstreamLogin(username, login.password()).toBytes(), row.context());
                    StoredCredential credential = row.credential();
                    rows.saveCredential(
                            tx,
                            new CredentialRow(row.id(), row.repositoryId(), sealed, credential.createdAt()),
                            clock.instant());
                    return credential;
                }));
    }

    /** Forgets a login; false if the team has no such credential. */
    public boolean deleteCredential(String team, String credentialId) {
        return database.inTransaction(tx -> {
            Optional<CredentialRow> row = rows.lockCredential(tx, team, credentialId);
            row.ifPresent(found -> rows.deleteCredential(tx, found.repositoryId()));
            return row.isPresent();
        });
    }

    /**
     * How to log in at a repository's upstream; empty if nothing is stored.
     *
     * @throws IllegalStateException if it was sealed with another keyset
     */
    public Optional<UpstreamLogin> login(UUID repositoryId) {
        return database.inStatement(tx -> rows.findCredential(tx, repositoryId)).map(this::opened);
    }

    private UpstreamLogin opened(CredentialRow row) {
        return UpstreamLogin.of(secrets.open(row.sealed(), row.context()));
    }
}
