package dev.millrace.git.dfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.SymbolicRef;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code git.git_ref} and {@code git.ref_log}. Refs are returned unresolved: symbolic ones with an empty target.
 */
final class RefStore {

    /** How many refs there are in all namespaces, HEAD included. */
    int count(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("select count(*) from git.git_ref where repository_id = :id")
                .bind("id", repositoryId)
                .mapTo(Integer.class)
                .one();
    }

    private static final int MOST_CHANGES_TO_PATCH = 2_000;

    /** All refs, as a patch of the known refs if little changed since. */
    RefSnapshot load(Transaction tx, StoredRepository repository, @Nullable RefSnapshot known) {
        if (known != null) {
            if (known.version() == repository.refsVersion()) {
                return known;
            }
            Set<String> changed = changedSince(tx, repository.id(), known.version());
            if (changed.size() < MOST_CHANGES_TO_PATCH && logReachesBackTo(tx, repository.id(), known.version())) {
                Map<String, Ref> now = find(tx, repository.id(), changed);
                return known.with(
                        repository.refsVersion(),
                        changed.stream()
                                .collect(Collectors.toMap(name -> name, name -> Optional.ofNullable(now.get(name)))));
            }
        }
        return RefSnapshot.of(repository.refsVersion(), all(tx, repository.id()));
    }

    private List<Ref> all(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select name, object_id, peeled_id, symref
                        from git.git_ref where repository_id = :id
                        """)
                .bind("id", repositoryId)
                .setFetchSize(10_000)
                .map((row, context) -> ref(row))
                .list();
    }

    private Set<String> changedSince(Transaction tx, UUID repositoryId, long version) {
        return tx.handle()
                .createQuery("""
                        select distinct ref_name from git.ref_log
                        where repository_id = :id and refs_version > :version
                        limit :limit
                        """)
                .bind("id", repositoryId)
                .bind("version", version)
                .bind("limit", MOST_CHANGES_TO_PATCH)
                .mapTo(String.class)
                .set();
    }

    /** Old rows of the log are deleted at some point; their changes can then no longer be patched in. */
    private static boolean logReachesBackTo(Transaction tx, UUID repositoryId, long version) {
        return tx.handle()
                .createQuery("""
                        select exists (select 1 from git.ref_log
                                       where repository_id = :id and refs_version = :next)
                        """)
                .bind("id", repositoryId)
                .bind("next", version + 1)
                .mapTo(Boolean.class)
                .one();
    }

    /** Those of the names that exist. */
    Map<String, Ref> find(Transaction tx, UUID repositoryId, Collection<String> names) {
        var found = new HashMap<String, Ref>();
        tx.handle()
                .createQuery("""
                        select name, object_id, peeled_id, symref
                        from git.git_ref where repository_id = :id and name = any(:names)
                        """)
                .bind("id", repositoryId)
                .bindArray("names", String.class, List.copyOf(names))
                .map((row, context) -> ref(row))
                .forEach(ref -> found.put(ref.getName(), ref));
        return found;
    }

    /** Names of all refs below any of these: {@code refs/heads/a} finds {@code refs/heads/a/b}. */
    List<String> namesBelow(Transaction tx, UUID repositoryId, Collection<String> names) {
        // "0" follows "/" in byte order. Lateral, since with statistics from before many refs were added the planner
        // would
        // compare every ref of the repository with every name
        return tx.handle()
                .createQuery("""
                        select below.name
                        from unnest(:lows::text[], :highs::text[]) as folder (low, high)
                        cross join lateral (
                            select name from git.git_ref
                            where repository_id = :id
                              and name >= folder.low collate "C" and name < folder.high collate "C"
                            order by name offset 0) below
                        """)
                .bind("id", repositoryId)
                .bindArray(
                        "lows",
                        String.class,
                        names.stream().map(name -> name + "/").toList())
                .bindArray(
                        "highs",
                        String.class,
                        names.stream().map(name -> name + "0").toList())
                .mapTo(String.class)
                .list();
    }

    void delete(Transaction tx, UUID repositoryId, Collection<String> names) {
        if (names.isEmpty()) {
            return;
        }
        tx.handle()
                .createUpdate("delete from git.git_ref where repository_id = :id and name = any(:names)")
                .bind("id", repositoryId)
                .bindArray("names", String.class, List.copyOf(names))
                .execute();
    }

    void save(Transaction tx, StoredRepository repository, Collection<Ref> refs, Instant at) {
        if (refs.isEmpty()) {
            return;
        }
        var names = new ArrayList<String>();
        var ids = new ArrayList<String>();
        var peeled = new ArrayList<String>();
        var symrefs = new ArrayList<String>();
        for (Ref ref : refs) {
            names.add(ref.getName());
            ids.add(ref.isSymbolic() ? "" : hex(ref.getObjectId()));
            peeled.add(ref.isSymbolic() ? "" : hex(ref.getPeeledObjectId()));
            symrefs.add(ref.isSymbolic() ? ref.getTarget().getName() : "");
        }
        tx.handle()
                .createUpdate("""
                        insert into git.git_ref
                            (repository_id, name, object_id, peeled_id, symref, refs_version, updated_at)
                        select :id, name, decode(nullif(oid, ''), 'hex'), decode(nullif(peeled, ''), 'hex'),
                               nullif(symref, ''), :version, :at
                        from unnest(:names::text[], :ids::text[], :peeled::text[], :symrefs::text[])
                             as moved (name, oid, peeled, symref)
                        on conflict (repository_id, name) do update
                        set object_id = excluded.object_id, peeled_id = excluded.peeled_id,
                            symref = excluded.symref, refs_version = excluded.refs_version,
                            updated_at = excluded.updated_at
                        """)
                .bind("id", repository.id())
                .bind("version", repository.refsVersion())
                .bind("at", at)
                .bindArray("names", String.class, names)
                .bindArray("ids", String.class, ids)
                .bindArray("peeled", String.class, peeled)
                .bindArray("symrefs", String.class, symrefs)
                .execute();
    }

    void log(
            Transaction tx,
            StoredRepository repository,
            Collection<MovedRef> moves,
            UpdateContext mover,
            UUID pushId,
            Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.ref_log
                            (repository_id, ref_name, old_id, new_id, refs_version, cause, actor, message, push_id, at)
                        select :id, name, decode(nullif(old, ''), 'hex'), decode(nullif(new, ''), 'hex'),
                               :version, :cause, :actor, message, :pushId, :at
                        from unnest(:names::text[], :olds::text[], :news::text[], :messages::text[])
                             as moved (name, old, new, message)
                        """)
                .bind("id", repository.id())
                .bind("version", repository.refsVersion())
                .bind("cause", mover.cause().name())
                .bind("actor", storable(mover.actor()))
                .bind("pushId", pushId)
                .bind("at", at)
                .bindArray(
                        "names",
                        String.class,
                        moves.stream().map(MovedRef::name).toList())
                .bindArray(
                        "olds",
                        String.class,
                        moves.stream().map(move -> hex(move.idBefore())).toList())
                .bindArray(
                        "news",
                        String.class,
                        moves.stream().map(move -> hex(move.idAfter())).toList())
                .bindArray(
                        "messages",
                        String.class,
                        moves.stream().map(move -> storable(move.message())).toList())
                .execute();
    }

    /** The newest entries of a ref's log, newest first. */
    List<RefLogRow> readLog(Transaction tx, UUID repositoryId, String name, int limit) {
        return tx.handle()
                .createQuery("""
                        select old_id, new_id, actor, message, at
                        from git.ref_log where repository_id = :id and ref_name = :name
                        order by id desc limit :limit
                        """)
                .bind("id", repositoryId)
                .bind("name", name)
                .bind("limit", limit)
                .map((row, context) -> new RefLogRow(
                        id(row.getBytes("old_id")),
                        id(row.getBytes("new_id")),
                        row.getString("actor"),
                        row.getString("message"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** Since when refs exist, by name; since their last move, if the log does not reach back that far. */
    Map<String, Instant> createdAt(Transaction tx, UUID repositoryId, Collection<String> names) {
        return tx
                .handle()
                .createQuery("""
                        select r.name, coalesce(
                            (select max(l.at) from git.ref_log l
                             where l.repository_id = r.repository_id and l.ref_name = r.name and l.old_id is null
                               and l.new_id is not null),
                            r.updated_at) as created_at
                        from git.git_ref r where r.repository_id = :id and r.name = any(:names)
                        """)
                .bind("id", repositoryId)
                .bindArray("names", String.class, List.copyOf(names))
                .map((row, context) -> Map.entry(
                        row.getString("name"), row.getTimestamp("created_at").toInstant()))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Ref ref(ResultSet row) throws SQLException {
        String name = row.getString("name");
        String symref = row.getString("symref");
        if (symref != null) {
            return new SymbolicRef(name, RefSnapshot.unborn(symref));
        }
        ObjectId id = ObjectId.fromRaw(row.getBytes("object_id"));
        byte[] peeled = row.getBytes("peeled_id");
        return peeled == null
                ? new ObjectIdRef.PeeledNonTag(Ref.Storage.PACKED, name, id)
                : new ObjectIdRef.PeeledTag(Ref.Storage.PACKED, name, id, ObjectId.fromRaw(peeled));
    }

    private static ObjectId id(byte @Nullable [] raw) {
        return raw == null ? ObjectId.zeroId() : ObjectId.fromRaw(raw);
    }

    private static String hex(@Nullable ObjectId id) {
        return id == null ? "" : id.name();
    }

    /** PostgreSQL's text cannot hold U+0000. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }
}
