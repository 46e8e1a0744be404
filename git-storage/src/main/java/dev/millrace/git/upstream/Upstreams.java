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
 * Upstreams of repositories and their credentials. The overloads with a {@link Transaction} take part in it, so that a
 * request for a sync and the event that carries it, or the refs that a sync moved and its success, are atomic. Safe to
 * share between threads.
 */
public final class Upstreams {

    /** A busy mirror is checked many times a second, and its age is not needed that exactly. */
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(5);

    private final UpstreamStore rows = new UpstreamStore();
    private final Database database;
    private final SecretBox secrets;
    private final Clock clock;

    /**
     * Upstreams of the repositories in a database.
     *
     * @param secrets the same keyset in every process that reads credentials
     */
    public Upstreams(Database database, SecretBox secrets, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Gives a new repository an upstream.
     *
     * @param begin whether the first sync is requested immediately; the caller writes the event
     */
    public void attach(Transaction tx, UUID repositoryId, UpstreamOrigin origin, boolean begin) {
        rows.add(tx, repositoryId, origin, begin ? State.RUNNING : State.WAITING, false, clock.instant());
    }

    /**
     * Gives a new repository an upstream that is read without credentials, and refuses pushes to the repository. The first sync
     * is requested immediately; the caller writes the event.
     *
     * @param origin with the mode {@link UpstreamMode#PUBLIC}
     */
    public void attachReadOnly(Transaction tx, UUID repositoryId, UpstreamOrigin origin) {
        rows.add(tx, repositoryId, origin, State.RUNNING, true, clock.instant());
    }

    /**
     * An installation covers the upstream of a read-only mirror now: the repository becomes the installation's mirror, with
     * what it has.
     *
     * @param host of the forge
     * @param fullName {@code owner/name} of the upstream
     * @param upstreamKey {@code instance:id}
     * @return false, and nothing changes, if it is no read-only mirror of this upstream, or the team has another mirror of it
     */
    public boolean handOver(Transaction tx, UUID repositoryId, String host, String fullName, String upstreamKey) {
        return rows.handOver(tx, repositoryId, host, fullName, upstreamKey);
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
     * One page of the repositories that a sync worker is responsible for: those whose first sync was requested, and those
     * that follow their upstream since. So none is lost when the event that requested it is lost.
     *
     * @param after the last of the previous page; empty for the first page
     * @param limit most ids to return, 1 or more
     */
    public List<UUID> attached(Optional<UUID> after, int limit) {
        return database.inStatement(tx -> rows.attached(tx, after, limit));
    }

    /**
     * Those of the repositories that are to be kept equal to an upstream, however they were attached: not those that were
     * deleted, detached, or imported once.
     */
    public Set<UUID> followed(Transaction tx, Collection<UUID> repositoryIds) {
        return repositoryIds.isEmpty() ? Set.of() : rows.followed(tx, repositoryIds);
    }

    /**
     * A sync was requested: unless one succeeded before, this is the first sync, and it counts as running.
     *
     * @return whether it is now the first sync, and was not before
     */
    public boolean requested(Transaction tx, UUID repositoryId) {
        return rows.begin(tx, repositoryId, clock.instant());
    }

    /** A sync succeeded: the repository's content is reliable. An import ends with that, and its credential is removed. */
    public void succeeded(Transaction tx, UUID repositoryId) {
        rows.succeed(tx, repositoryId, clock.instant());
    }

    /**
     * A mirror, of whatever kind, was equal to its upstream at this time. Recorded every few seconds at most, so the time
     * that is returned later may be a little older than the last check; never younger.
     */
    public void checked(Transaction tx, UUID repositoryId, Instant at) {
        rows.saveCheck(tx, repositoryId, at, BETWEEN_CHECKS);
    }

    /**
     * A sync failed. Unless one succeeded before, the first sync failed, and waits for the next request.
     *
     * @param error human-readable, without secrets
     */
    public void failed(Transaction tx, UUID repositoryId, String error) {
        rows.fail(tx, repositoryId, error, clock.instant());
    }

    /**
     * Records the forge's own number of an attached upstream, by which events of the forge identify it. Any number of
     * repositories may follow one upstream. One that is read without credentials is not followed by events, and gets no
     * number.
     *
     * @param upstreamKey {@code instance:id}
     * @return whether this is new
     */
    public boolean identify(Transaction tx, UUID repositoryId, String upstreamKey) {
        return rows.identify(tx, repositoryId, upstreamKey);
    }

    /**
     * Records which account at the forge the upstream of a mirror belongs to, installed or attached: installations are found
     * by it, since names of accounts change.
     *
     * @param accountId the forge's number for the account, decimal string
     */
    public void belongsTo(Transaction tx, UUID repositoryId, String accountId) {
        rows.saveAccount(tx, repositoryId, accountId);
    }

    /** The team no longer has access to the attached upstream: removes the forge's number of it. */
    public void unidentify(Transaction tx, UUID repositoryId) {
        rows.unidentify(tx, repositoryId);
    }

    /** When the current credential was stored or last rotated; empty if there is none, or no upstream that takes one. */
    public Optional<Instant> credentialStoredAt(Transaction tx, UUID repositoryId) {
        return rows.credentialStoredAt(tx, repositoryId);
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
     * Detaches the upstream; the repository keeps what it has, and its credential is removed.
     *
     * @return whether there was one
     */
    public boolean detach(Transaction tx, UUID repositoryId) {
        return rows.detach(tx, repositoryId, clock.instant());
    }

    /**
     * Stores the credential of a repository's upstream. One that was read without credentials is read with it from now on.
     */
    public CredentialOutcome addCredential(UUID repositoryId, UpstreamCredential credential) {
        return database.inTransaction(tx -> addCredential(tx, repositoryId, credential));
    }

    /** As {@link #addCredential(UUID, UpstreamCredential)}. */
    public CredentialOutcome addCredential(Transaction tx, UUID repositoryId, UpstreamCredential credential) {
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
                id, repositoryId, secrets.seal(credential.toBytes(), CredentialRow.context(id, repositoryId)), at);
        if (!rows.addCredential(tx, row, at)) {
            return new CredentialOutcome.Exists(
                    rows.findCredential(tx, repositoryId).orElseThrow().credential());
        }
        rows.useCredentials(tx, repositoryId);
        return new CredentialOutcome.Stored(row.credential());
    }

    /**
     * Replaces a credential; the next sync or push uses the new one.
     *
     * @param credential without a user name to keep the stored one
     * @return empty if the team has no such credential
     */
    public Optional<StoredCredential> rotateCredential(
            String team, String credentialId, UpstreamCredential credential) {
        return database.inTransaction(tx -> rows.lockCredential(tx, team, credentialId)
                .map(row -> {
                    Optional<String> username =
                            credential.username().or(() -> opened(row).username());
                    byte[] sealed = secrets.seal(
                            new UpstreamCredential(username, credential.password()).toBytes(), row.context());
                    StoredCredential stored = row.credential();
                    rows.saveCredential(
                            tx,
                            new CredentialRow(row.id(), row.repositoryId(), sealed, stored.createdAt()),
                            clock.instant());
                    return stored;
                }));
    }

    /** Removes a credential; false if the team has no such credential. */
    public boolean deleteCredential(String team, String credentialId) {
        return database.inTransaction(tx -> {
            Optional<CredentialRow> row = rows.lockCredential(tx, team, credentialId);
            row.ifPresent(found -> rows.deleteCredential(tx, found.repositoryId()));
            return row.isPresent();
        });
    }

    /**
     * How to authenticate with a repository's upstream; empty if nothing is stored.
     *
     * @throws IllegalStateException if it was sealed with another keyset
     */
    public Optional<UpstreamCredential> credential(UUID repositoryId) {
        return database.inStatement(tx -> rows.findCredential(tx, repositoryId)).map(this::opened);
    }

    private UpstreamCredential opened(CredentialRow row) {
        return UpstreamCredential.of(secrets.open(row.sealed(), row.context()));
    }
}
