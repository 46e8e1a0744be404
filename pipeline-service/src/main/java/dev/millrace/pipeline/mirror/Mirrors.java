package dev.millrace.pipeline.mirror;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Our mirrors of the forge's repositories, as far as events have reported them. */
@Singleton
public final class Mirrors {

    private final Database database;
    private final MirrorStore store;

    Mirrors(Database database, MirrorStore store) {
        this.database = database;
        this.store = store;
    }

    /**
     * Mirrors of a forge's repository, the one with the newest event first. They are those of the team that the installation
     * is linked to; for an event without an installation, those of the team that had the first.
     *
     * @param instance host of the forge
     * @param forgeRepositoryId the forge's number for the repository
     * @param installationId the installation that reported the event
     */
    public List<Mirror> list(String instance, String forgeRepositoryId, Optional<String> installationId) {
        return database.inTransaction(tx -> store.list(tx, instance, forgeRepositoryId, installationId));
    }

    /** A mirror under its current name, then the team's other mirrors of the same upstream. */
    public List<Mirror> likeThis(Mirror mirror, String upstreamKey) {
        return database.inTransaction(tx -> store.likeThis(tx, mirror, upstreamKey));
    }

    /** The team's mirrors of an upstream, the one with the newest event first. */
    public List<Mirror> ofTeam(Transaction tx, String team, String upstreamKey) {
        return store.ofTeam(tx, team, upstreamKey);
    }

    /** The team's mirrors of a repository at a forge, by its name there, the one with the newest event first. */
    List<Mirror> named(String team, UpstreamName upstream) {
        return database.inTransaction(tx -> store.named(tx, team, upstream));
    }

    /** The name of an upstream at the forge; empty if no event has reported it. */
    public Optional<String> fullName(Transaction tx, String upstreamKey) {
        return store.fullName(tx, upstreamKey);
    }

    /** The forge's number of the account that owns an upstream; empty if no event has reported it. */
    public Optional<String> accountId(Transaction tx, String upstreamKey) {
        return store.accountId(tx, upstreamKey);
    }

    /** Records the name that the forge itself reports for an upstream, unless an event has reported another one since. */
    public void renamed(Transaction tx, String upstreamKey, String fullName, Instant at) {
        store.rename(tx, upstreamKey, fullName, at);
    }
}
