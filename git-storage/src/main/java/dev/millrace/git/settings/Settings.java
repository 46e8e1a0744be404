package dev.millrace.git.settings;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What teams choose for their repositories, and which mirrors are frozen. Safe to share between threads. */
public final class Settings {

    private final Database database;
    private final Clock clock;
    private final SettingsStore rows = new SettingsStore();

    public Settings(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What a team has chosen. */
    public TeamSettings of(String team) {
        return database.inStatement(tx -> rows.find(tx, team));
    }

    /** Changes what a team has chosen, and returns it. */
    public TeamSettings change(String team, UnaryOperator<TeamSettings> change) {
        return database.inTransaction(tx -> {
            TeamSettings changed = change.apply(rows.find(tx, team));
            rows.save(tx, team, changed, clock.instant());
            return changed;
        });
    }

    /** Whether a mirror keeps for good what its upstream forces away or deletes. */
    public boolean isArchived(Transaction tx, UUID repositoryId) {
        return rows.isArchived(tx, repositoryId);
    }

    /** As {@link #isArchived(Transaction, UUID)}. */
    public boolean isArchived(UUID repositoryId) {
        return database.inStatement(tx -> isArchived(tx, repositoryId));
    }

    /** What was chosen for one repository; empty if it does as its team has chosen. */
    public Optional<Boolean> archive(UUID repositoryId) {
        return database.inStatement(tx -> rows.ownArchive(tx, repositoryId));
    }

    /** Chooses for one repository; null to do as the team has chosen. */
    public void chooseArchive(UUID repositoryId, @Nullable Boolean archive) {
        database.useTransaction(tx -> rows.saveArchive(tx, repositoryId, archive));
    }

    /**
     * The upstream of a mirror has vanished: the mirror stays as it is.
     *
     * @param reason human-readable, without secrets
     */
    public void freeze(Transaction tx, UUID repositoryId, String reason) {
        rows.freeze(tx, repositoryId, reason, clock.instant());
    }

    /** The upstream of a mirror was found; returns whether the mirror was frozen. */
    public boolean thaw(Transaction tx, UUID repositoryId) {
        return rows.thaw(tx, repositoryId);
    }

    /** Those of the mirrors that are frozen. */
    public Map<UUID, FrozenMirror> frozen(Transaction tx, Collection<UUID> repositoryIds) {
        return repositoryIds.isEmpty() ? Map.of() : rows.frozen(tx, repositoryIds);
    }
}
