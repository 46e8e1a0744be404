package dev.millrace.git.settings;

import dev.millrace.kit.database.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code git.team_settings} and {@code git.frozen_mirror}, and the column {@code archive} of {@code git.repository}. */
public final class SettingsStore {

    TeamSettings find(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select archive, sign_commits from git.team_settings where team = :team")
                .bind("team", team)
                .map((row, context) -> new TeamSettings(row.getBoolean("archive"), row.getBoolean("sign_commits")))
                .findOne()
                .orElse(TeamSettings.USUAL);
    }

    void save(Transaction tx, String team, TeamSettings settings, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.team_settings (team, archive, sign_commits, changed_at)
                        values (:team, :archive, :signCommits, :at)
                        on conflict (team) do update
                        set archive = excluded.archive, sign_commits = excluded.sign_commits,
                            changed_at = excluded.changed_at
                        """)
                .bind("team", team)
                .bind("archive", settings.archive())
                .bind("signCommits", settings.signCommits())
                .bind("at", at)
                .execute();
    }

    /** Whether a repository keeps what is forced away or deleted for good. */
    public boolean isArchived(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select coalesce(r.archive, t.archive, false)
                        from git.repository r left join git.team_settings t on t.team = r.team
                        where r.id = :id
                        """)
                .bind("id", repositoryId)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    Optional<Boolean> ownArchive(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select archive from git.repository where id = :id and archive is not null")
                .bind("id", repositoryId)
                .mapTo(Boolean.class)
                .findOne();
    }

    void saveArchive(Transaction tx, UUID repositoryId, @Nullable Boolean archive) {
        tx.handle()
                .createUpdate("update git.repository set archive = :archive where id = :id")
                .bind("id", repositoryId)
                .bind("archive", archive)
                .execute();
    }

    void freeze(Transaction tx, UUID repositoryId, String reason, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.frozen_mirror as known (repository_id, reason, frozen_at)
                        values (:id, :reason, :at)
                        on conflict (repository_id) do update set reason = excluded.reason
                        """)
                .bind("id", repositoryId)
                .bind("reason", reason)
                .bind("at", at)
                .execute();
    }

    boolean thaw(Transaction tx, UUID repositoryId) {
        return tx.handle()
                        .createUpdate("delete from git.frozen_mirror where repository_id = :id")
                        .bind("id", repositoryId)
                        .execute()
                == 1;
    }

    Map<UUID, FrozenMirror> frozen(Transaction tx, Collection<UUID> repositoryIds) {
        Map<UUID, FrozenMirror> found = new HashMap<>();
        tx.handle()
                .createQuery("""
                        select repository_id, reason, frozen_at from git.frozen_mirror where repository_id = any(:ids)
                        """)
                .bindArray("ids", UUID.class, repositoryIds)
                .map((row, context) -> Map.entry(
                        row.getObject("repository_id", UUID.class),
                        new FrozenMirror(
                                row.getString("reason"),
                                row.getTimestamp("frozen_at").toInstant())))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }
}
