package dev.millrace.insights.definition;

import dev.millrace.insights.fact.FactsChanged;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads and changes the definitions of teams. */
@Singleton
public final class TeamDefinitions {

    private final Database database;
    private final DefinitionStore store;
    private final Clock clock;

    /** Made by the container. */
    TeamDefinitions(Database database, DefinitionStore store, Clock clock) {
        this.database = database;
        this.store = store;
        this.clock = clock;
    }

    /** The versions of a team that matter now. */
    public DefinitionState state(String team) {
        return database.inTransaction(tx -> state(tx, team));
    }

    /** The versions of a team that matter now, as of the transaction's snapshot. */
    public DefinitionState state(Transaction tx, String team) {
        return store.state(tx, team);
    }

    /** The version that answers are read by. */
    public int active(Transaction tx, String team) {
        return store.active(tx, team);
    }

    /** The version that answers were read by at a time, since which there are rows of the past. */
    public int activeAt(Transaction tx, String team, Instant time) {
        return store.activeAt(tx, team, time);
    }

    /**
     * What answers are read by.
     *
     * @param asOf at this time; empty for now
     */
    public DefinitionVersion active(String team, Optional<Instant> asOf) {
        return database.inTransaction(tx -> store.version(
                tx, team, asOf.map(time -> activeAt(tx, team, time)).orElseGet(() -> active(tx, team))));
    }

    /** Teams for which a version is prepared, with its number. */
    public List<Prepared> prepared(Transaction tx) {
        return store.prepared(tx);
    }

    /**
     * A version that is prepared.
     *
     * @param team slug
     * @param version its number
     */
    public record Prepared(String team, int version) {}

    /**
     * Makes definitions the newest version, and asks for it to be prepared. One that was prepared meanwhile is not any more.
     *
     * @param changedBy who did it
     * @param expected number of the version that they are a change of; empty for whichever is newest
     */
    public SaveOutcome save(String team, DefinitionsBody body, String changedBy, OptionalInt expected) {
        return database.inTransaction(tx -> {
            store.lock(tx, team);
            DefinitionState before = store.state(tx, team);
            DefinitionVersion newest = before.newest();
            if (expected.isPresent() && expected.getAsInt() != newest.number()) {
                return new SaveOutcome.Outdated(newest.number());
            }
            if (newest.body().equals(body)) {
                return new SaveOutcome.Unchanged(before);
            }
            var next = new DefinitionVersion(store.highest(tx, team) + 1, body);
            store.add(tx, team, next, changedBy, clock.instant());
            store.build(tx, team, next.number());
            Signals.send(tx, FactsChanged.CHANNEL);
            return new SaveOutcome.Saved(new DefinitionState(before.active(), Optional.of(next)));
        });
    }

    /**
     * Answers are read by this version from the end of the transaction on.
     *
     * @return false if it is not the one that is prepared any more
     */
    public boolean activate(Transaction tx, Prepared prepared) {
        return store.activate(tx, prepared);
    }
}
