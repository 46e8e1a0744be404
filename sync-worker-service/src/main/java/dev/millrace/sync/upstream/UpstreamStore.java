package dev.millrace.sync.upstream;

import dev.millrace.events.access.InstallationLinked.Mirroring;
import dev.millrace.kit.database.Transaction;
import dev.millrace.sync.upstream.UpstreamRow.Mirror;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.result.RowView;

/** Rows of {@code sync.installation} and {@code sync.upstream}. */
@Singleton
class UpstreamStore {

    /** The installation, locked until the transaction ends; created if it was unknown. */
    InstallationRow lockInstallation(Transaction tx, String instance, String installationId) {
        return tx.handle()
                .createQuery("""
                        insert into sync.installation as known (instance, installation_id)
                        values (:instance, :installationId)
                        on conflict (instance, installation_id) do update set forge_state = known.forge_state
                        returning *
                        """)
                .bind("instance", instance)
                .bind("installationId", installationId)
                .map((RowView row) -> new InstallationRow(
                        row.getColumn("instance", String.class),
                        row.getColumn("installation_id", String.class),
                        Optional.ofNullable(row.getColumn("account_id", String.class)),
                        Optional.ofNullable(row.getColumn("team", String.class)),
                        row.getColumn("link_state", String.class),
                        row.getColumn("forge_state", String.class),
                        Optional.ofNullable(row.getColumn("linked_at", Instant.class)),
                        Mirroring.valueOf(row.getColumn("mirroring", String.class)),
                        Optional.ofNullable(row.getColumn("reported_as_of", Instant.class))))
                .one();
    }

    void save(Transaction tx, InstallationRow installation) {
        tx.handle()
                .createUpdate("""
                        update sync.installation
                        set account_id = :accountId, team = :team, link_state = :linkState, forge_state = :forgeState,
                            linked_at = :linkedAt, mirroring = :mirroring, reported_as_of = :reportedAsOf
                        where instance = :instance and installation_id = :installationId
                        """)
                .bind("instance", installation.instance())
                .bind("installationId", installation.installationId())
                .bind("accountId", installation.accountId())
                .bind("team", installation.team())
                .bind("linkState", installation.linkState())
                .bind("forgeState", installation.forgeState())
                .bind("linkedAt", installation.linkedAt())
                .bind("mirroring", installation.mirroring().name())
                .bind("reportedAsOf", installation.reportedAsOf())
                .execute();
    }

    /**
     * Records a report about the name of the account. Returns false if a newer one is known; one without a time counts only
     * where none had one.
     */
    boolean noteName(Transaction tx, InstallationRow installation, Optional<Instant> asOf) {
        return tx.handle()
                        .createUpdate("""
                                update sync.installation
                                set named_as_of = coalesce(cast(:asOf as timestamptz), named_as_of)
                                where instance = :instance and installation_id = :installationId
                                  and (named_as_of is null or named_as_of <= cast(:asOf as timestamptz))
                                """)
                        .bind("instance", installation.instance())
                        .bind("installationId", installation.installationId())
                        .bind(
                                "asOf",
                                asOf.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                        .execute()
                > 0;
    }

    Optional<UpstreamRow> find(Transaction tx, String instance, String forgeId) {
        return tx.handle()
                .createQuery("select * from sync.upstream where instance = :instance and forge_id = :forgeId")
                .bind("instance", instance)
                .bind("forgeId", forgeId)
                .map(UpstreamStore::toRow)
                .findOne();
    }

    /** Everything the installation reaches or reached. */
    List<UpstreamRow> list(Transaction tx, String instance, String installationId) {
        return tx.handle()
                .createQuery("""
                        select * from sync.upstream
                        where instance = :instance and installation_id = :installationId
                        order by forge_id
                        """)
                .bind("instance", instance)
                .bind("installationId", installationId)
                .map(UpstreamStore::toRow)
                .list();
    }

    void save(Transaction tx, UpstreamRow upstream) {
        tx.handle()
                .createUpdate("""
                        insert into sync.upstream
                            (instance, forge_id, installation_id, full_name, clone_url, listed, mirror_wanted,
                             repository_id, team)
                        values (:instance, :forgeId, :installationId, :fullName, :cloneUrl, :listed, :mirrorWanted,
                                :repositoryId, :team)
                        on conflict (instance, forge_id) do update
                        set installation_id = excluded.installation_id, full_name = excluded.full_name,
                            clone_url = excluded.clone_url, listed = excluded.listed,
                            mirror_wanted = excluded.mirror_wanted,
                            repository_id = excluded.repository_id, team = excluded.team
                        """)
                .bind("instance", upstream.instance())
                .bind("forgeId", upstream.forgeId())
                .bind("installationId", upstream.installationId())
                .bind("fullName", upstream.fullName())
                .bind("cloneUrl", upstream.cloneUrl())
                .bind("listed", upstream.listed())
                .bind("mirrorWanted", upstream.mirrorWanted())
                .bind("repositoryId", upstream.mirror().map(Mirror::repositoryId))
                .bind("team", upstream.mirror().map(Mirror::team))
                .execute();
    }

    /** Takes repositories off an installation's list, unless another installation has taken them over meanwhile. */
    void unlist(Transaction tx, String instance, String installationId, Collection<String> forgeIds) {
        tx.handle()
                .createUpdate("""
                        update sync.upstream set listed = false
                        where instance = :instance and installation_id = :installationId and forge_id = any(:forgeIds)
                        """)
                .bind("instance", instance)
                .bind("installationId", installationId)
                .bindArray("forgeIds", String.class, forgeIds)
                .execute();
    }

    /**
     * What a team reaches through an installation.
     *
     * @param accountId number of the account that the installation is for
     * @param upstreamKey {@code instance:id}
     */
    record Reached(String installationId, Optional<String> accountId, String upstreamKey) {}

    /**
     * The installation through which a team may read a repository.
     *
     * @param upstreamKey {@code instance:id}, if it is known: unlike the name it survives that the repository or its owner
     *     is renamed
     * @param fullName its name at the forge, by which it is found before its number is known
     */
    Optional<Reached> reached(
            Transaction tx, String team, String instance, Optional<String> upstreamKey, String fullName) {
        return tx.handle()
                .createQuery("""
                        select i.installation_id, i.account_id, u.instance || ':' || u.forge_id as upstream_key
                        from sync.upstream u
                        join sync.installation i
                            on i.instance = u.instance and i.installation_id = u.installation_id
                        where u.instance = :instance and u.listed
                            and (u.instance || ':' || u.forge_id = :key or lower(u.full_name) = lower(:fullName))
                            and i.team = :team and i.link_state = 'ACTIVE' and i.forge_state = 'ACTIVE'
                        order by (u.instance || ':' || u.forge_id = :key) desc nulls last, i.installation_id
                        limit 1
                        """)
                .bind("instance", instance)
                .bind("key", upstreamKey)
                .bind("fullName", fullName)
                .bind("team", team)
                .map((RowView row) -> new Reached(
                        row.getColumn("installation_id", String.class),
                        Optional.ofNullable(row.getColumn("account_id", String.class)),
                        row.getColumn("upstream_key", String.class)))
                .findOne();
    }

    /** The repository no longer mirrors it. No replacement is created until an installation lists the upstream anew. */
    void forget(Transaction tx, UUID repositoryId) {
        tx.handle().createUpdate("""
                        update sync.upstream set repository_id = null, team = null, mirror_wanted = false
                        where repository_id = :repositoryId
                        """).bind("repositoryId", repositoryId).execute();
    }

    /** Another team has the installation: it may want a mirror that the previous team did not. */
    void wantAll(Transaction tx, String instance, String installationId) {
        tx.handle()
                .createUpdate("""
                        update sync.upstream set mirror_wanted = true
                        where instance = :instance and installation_id = :installationId and not mirror_wanted
                        """)
                .bind("instance", instance)
                .bind("installationId", installationId)
                .execute();
    }

    /** The team that an installation is linked to, if it may be used. */
    Optional<String> team(Transaction tx, String instance, String installationId) {
        return tx.handle()
                .createQuery("""
                        select team from sync.installation
                        where instance = :instance and installation_id = :installationId
                          and team is not null and link_state = 'ACTIVE' and forge_state = 'ACTIVE'
                        """)
                .bind("instance", instance)
                .bind("installationId", installationId)
                .mapTo(String.class)
                .findOne();
    }

    void remove(Transaction tx, UpstreamRow upstream) {
        tx.handle()
                .createUpdate("delete from sync.upstream where instance = :instance and forge_id = :forgeId")
                .bind("instance", upstream.instance())
                .bind("forgeId", upstream.forgeId())
                .execute();
    }

    private static UpstreamRow toRow(RowView row) {
        return new UpstreamRow(
                row.getColumn("instance", String.class),
                row.getColumn("forge_id", String.class),
                row.getColumn("installation_id", String.class),
                row.getColumn("full_name", String.class),
                row.getColumn("clone_url", String.class),
                row.getColumn("listed", Boolean.class),
                row.getColumn("mirror_wanted", Boolean.class),
                Optional.ofNullable(row.getColumn("repository_id", UUID.class))
                        .map(id -> new Mirror(id, row.getColumn("team", String.class))));
    }
}
