package dev.millrace.sync.queue;

import dev.millrace.events.git.MirroredRepository;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** The column {@code upstream_key} of {@code sync.mirror}: by which number the forge knows a mirror's upstream. */
@Singleton
class UpstreamKeyStore {

    /** Locks those of an address that are not known by this key yet; of one team, or of all. */
    List<UUID> unidentified(Transaction tx, String address, String upstreamKey, Optional<String> team) {
        return tx.handle()
                .createQuery("""
                        select repository_id from sync.mirror
                        where address = :address and attached and mode <> 'PUBLIC'
                          and upstream_key is distinct from :upstreamKey
                          and (:team::text is null or team = :team)
                        order by repository_id
                        for update
                        """)
                .bind("address", address)
                .bind("upstreamKey", upstreamKey)
                .bind("team", team)
                .mapTo(UUID.class)
                .list();
    }

    /** Locks those of an upstream that have another address; of one team, or of all. */
    List<UUID> elsewhere(Transaction tx, String address, String upstreamKey, Optional<String> team) {
        return tx.handle()
                .createQuery("""
                        select repository_id from sync.mirror
                        where upstream_key = :upstreamKey and attached and address <> :address
                          and (:team::text is null or team = :team)
                        order by repository_id
                        for update
                        """)
                .bind("address", address)
                .bind("upstreamKey", upstreamKey)
                .bind("team", team)
                .mapTo(UUID.class)
                .list();
    }

    void identify(Transaction tx, UUID repositoryId, String upstreamKey) {
        tx.handle()
                .createUpdate("update sync.mirror set upstream_key = :upstreamKey where repository_id = :id")
                .bind("id", repositoryId)
                .bind("upstreamKey", upstreamKey)
                .execute();
    }

    /**
     * Removes the key of a mirror that a team created by itself, unless an installation of the team lists that upstream.
     *
     * @return the mirror without its key; empty if nothing was changed
     */
    Optional<MirroredRepository> unidentify(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        update sync.mirror m set upstream_key = null
                        where m.repository_id = :id and m.attached and m.upstream_key is not null
                          and not exists (
                            select 1 from sync.upstream u
                            join sync.installation i
                                on i.instance = u.instance and i.installation_id = u.installation_id
                            where u.instance || ':' || u.forge_id = m.upstream_key and u.listed
                                and i.team = m.team and i.link_state = 'ACTIVE' and i.forge_state = 'ACTIVE')
                        returning m.repository_id, m.team, m.name
                        """)
                .bind("id", repositoryId)
                .map((RowView row) -> new MirroredRepository(
                        row.getColumn("repository_id", UUID.class),
                        row.getColumn("team", String.class),
                        row.getColumn("name", String.class),
                        Optional.empty()))
                .findOne();
    }

    /** Whether the last pass authenticated with the team's credentials, began after this time and succeeded. */
    boolean hasReadSince(Transaction tx, UUID repositoryId, Instant time) {
        return tx.handle()
                .createQuery("""
                        select exists (
                            select 1 from sync.mirror
                            where repository_id = :id and mode = 'CREDENTIALS' and parked is null and failures = 0
                              and lease_id is null and started_at > :time and checked_at > :time)
                        """)
                .bind("id", repositoryId)
                .bind("time", time.atOffset(ZoneOffset.UTC))
                .mapTo(Boolean.class)
                .one();
    }
}
