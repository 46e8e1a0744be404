package dev.millrace.git.search;

import dev.millrace.git.search.IndexedFile.Position;
import dev.millrace.kit.database.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** Rows of {@code git.search_ref}, {@code git.search_blob} and {@code git.search_file}. */
final class IndexedFileStore {

    List<IndexedRef> refs(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select slot, name, commit_id, target_id from git.search_ref
                        where repository_id = :id order by slot
                        """)
                .bind("id", repositoryId)
                .map((row, context) -> new IndexedRef(
                        row.getInt("slot"),
                        row.getString("name"),
                        id(row.getBytes("commit_id")),
                        id(row.getBytes("target_id"))))
                .list();
    }

    private static Optional<ObjectId> id(byte @Nullable [] raw) {
        return Optional.ofNullable(raw).map(ObjectId::fromRaw);
    }

    void saveRef(Transaction tx, UUID repositoryId, IndexedRef ref) {
        tx.handle()
                .createUpdate("""
                        insert into git.search_ref (repository_id, slot, name, commit_id, target_id)
                        values (:id, :slot, :name, decode(:commit, 'hex'), decode(:target, 'hex'))
                        on conflict (repository_id, slot) do update
                        set name = excluded.name, commit_id = excluded.commit_id, target_id = excluded.target_id
                        """)
                .bind("id", repositoryId)
                .bind("slot", ref.slot())
                .bind("name", ref.name())
                .bind("commit", ref.commit().map(ObjectId::name).orElse(null))
                .bind("target", ref.target().map(ObjectId::name).orElse(null))
                .execute();
    }

    void deleteRef(Transaction tx, UUID repositoryId, IndexedRef ref) {
        tx.handle()
                .createUpdate("delete from git.search_ref where repository_id = :id and slot = :slot")
                .bind("id", repositoryId)
                .bind("slot", ref.slot())
                .execute();
    }

    /** Removes all files of a slot. */
    void clear(Transaction tx, UUID repositoryId, IndexedRef ref) {
        tx.handle()
                .createUpdate("delete from git.search_file where repository_id = :id and refs = :bit")
                .bind("id", repositoryId)
                .bind("bit", ref.bit())
                .execute();
        tx.handle()
                .createUpdate("""
                        update git.search_file set refs = refs & ~:bit
                        where repository_id = :id and refs & :bit <> 0
                        """)
                .bind("id", repositoryId)
                .bind("bit", ref.bit())
                .execute();
    }

    /** Gives a slot the files of another. */
    void copy(Transaction tx, UUID repositoryId, IndexedRef from, IndexedRef to) {
        tx.handle()
                .createUpdate("""
                        update git.search_file set refs = refs | :to
                        where repository_id = :id and refs & :from <> 0
                        """)
                .bind("id", repositoryId)
                .bind("from", from.bit())
                .bind("to", to.bit())
                .execute();
    }

    /** Removes what a slot has at these paths. */
    void remove(Transaction tx, UUID repositoryId, long bit, Collection<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        tx.handle()
                .createUpdate("""
                        delete from git.search_file
                        where repository_id = :id and path = any(:paths) and refs = :bit
                        """)
                .bind("id", repositoryId)
                .bind("bit", bit)
                .bindArray("paths", String.class, paths)
                .execute();
        tx.handle()
                .createUpdate("""
                        update git.search_file set refs = refs & ~:bit
                        where repository_id = :id and path = any(:paths) and refs & :bit <> 0
                        """)
                .bind("id", repositoryId)
                .bind("bit", bit)
                .bindArray("paths", String.class, paths)
                .execute();
    }

    /** Adds files to a slot; paths and numbers of their contents are in the same order, and no path is there twice. */
    void add(Transaction tx, UUID repositoryId, String team, long bit, List<String> paths, List<Integer> numbers) {
        if (paths.isEmpty()) {
            return;
        }
        tx.handle()
                .createUpdate("""
                        insert into git.search_file as known (repository_id, path, team, number, refs)
                        select :id, path, :team, number, :bit
                        from unnest(:paths::text[], :numbers::int[]) as added (path, number)
                        on conflict (repository_id, path, number) do update set refs = known.refs | excluded.refs
                        """)
                .bind("id", repositoryId)
                .bind("team", team)
                .bind("bit", bit)
                .bindArray("paths", String.class, paths)
                .bindArray("numbers", Integer.class, numbers)
                .execute();
    }

    /** The numbers of the contents that the team's index has, by object id. */
    Map<ObjectId, Integer> numbers(Transaction tx, String team, Collection<ObjectId> contents) {
        Map<ObjectId, Integer> found = new HashMap<>();
        if (contents.isEmpty()) {
            return found;
        }
        tx.handle()
                .createQuery("""
                        select object_id, number from git.search_blob
                        where team = :team
                          and object_id = any(array(select decode(id, 'hex') from unnest(:ids::text[]) as wanted (id)))
                        """)
                .bind("team", team)
                .bindArray("ids", String.class, names(contents))
                .map((row, context) -> Map.entry(ObjectId.fromRaw(row.getBytes("object_id")), row.getInt("number")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** The number that the next content of the team gets. The caller holds the lock of the team's index. */
    int nextNumber(Transaction tx, String team) {
        return tx.handle()
                .createQuery("""
                        select greatest(
                            coalesce((select max(number) from git.search_blob where team = :team), -1),
                            coalesce((select max(last_number) from git.search_segment where team = :team), -1)) + 1
                        """)
                .bind("team", team)
                .mapTo(Integer.class)
                .one();
    }

    /** Adds contents with consecutive numbers. */
    void addContents(Transaction tx, String team, int first, List<ObjectId> contents) {
        tx.handle()
                .createUpdate("""
                        insert into git.search_blob (team, number, object_id)
                        select :team, :first + at::int - 1, decode(id, 'hex')
                        from unnest(:ids::text[]) with ordinality as added (id, at)
                        """)
                .bind("team", team)
                .bind("first", first)
                .bindArray("ids", String.class, names(contents))
                .execute();
    }

    private static List<String> names(Collection<ObjectId> contents) {
        return contents.stream().map(ObjectId::name).toList();
    }

    /** Deletes the contents of these numbers that no file has. The caller holds the lock of the team's index. */
    void deleteUnused(Transaction tx, String team, int first, int last) {
        tx.handle()
                .createUpdate("""
                        delete from git.search_blob b
                        where team = :team and number between :first and :last
                          and not exists (
                            select 1 from git.search_file f where f.team = b.team and f.number = b.number)
                        """)
                .bind("team", team)
                .bind("first", first)
                .bind("last", last)
                .execute();
    }

    /** The numbers that contents have, between two. */
    List<Integer> numbers(Transaction tx, String team, int first, int last) {
        return tx.handle()
                .createQuery(
                        "select number from git.search_blob where team = :team and number between :first and :last")
                .bind("team", team)
                .bind("first", first)
                .bind("last", last)
                .mapTo(Integer.class)
                .list();
    }

    long contents(Transaction tx, String team) {
        return tx.handle()
                .createQuery("select count(*) from git.search_blob where team = :team")
                .bind("team", team)
                .mapTo(Long.class)
                .one();
    }

    /** Deletes all of a team. The caller holds the lock of the team's index. */
    void deleteAll(Transaction tx, String team) {
        for (String statement : List.of(
                "delete from git.search_file where team = :team",
                "delete from git.search_ref r using git.repository p where p.id = r.repository_id and p.team = :team",
                "delete from git.search_blob where team = :team")) {
            tx.handle().createUpdate(statement).bind("team", team).execute();
        }
    }

    /** Deletes all of a repository. Contents that no file has any more are deleted when segments are merged. */
    void deleteAll(Transaction tx, UUID repositoryId) {
        for (String statement : List.of(
                "delete from git.search_file where repository_id = :id",
                "delete from git.search_ref where repository_id = :id")) {
            tx.handle().createUpdate(statement).bind("id", repositoryId).execute();
        }
    }

    /** Files with these contents in the order of results; those of deleted repositories are left out. */
    List<IndexedFile> files(
            Transaction tx, SearchScope scope, List<Integer> numbers, Optional<Position> after, int limit) {
        return tx.handle()
                .createQuery("""
                        select f.number, f.repository_id, f.path, encode(b.object_id, 'hex') as content,
                               array_agg(r.name order by r.slot) as names,
                               array_agg(encode(r.commit_id, 'hex') order by r.slot) as commits
                        from git.search_file f
                        join git.search_blob b on b.team = f.team and b.number = f.number
                        join git.repository p
                          on p.id = f.repository_id and p.team = f.team and p.deleted_at is null and not p.hidden
                        join git.search_ref r
                          on r.repository_id = f.repository_id and (f.refs >> r.slot::int) & 1 = 1
                             and r.commit_id is not null
                        where f.team = :team and f.number = any(:numbers)
                          and (:everywhere or f.repository_id = any(:repositories))
                          and (:defaultBranch and r.slot = 0
                               or not :defaultBranch and (:allRefs or r.name = any(:refs)))
                          and (:number < 0 or f.number < :number
                               or f.number = :number and (f.repository_id, f.path) > (:repositoryId, :path))
                        group by f.number, f.repository_id, f.path, b.object_id
                        order by f.number desc, f.repository_id, f.path
                        limit :limit
                        """)
                .bind("team", scope.team())
                .bindArray("numbers", Integer.class, numbers)
                .bind("everywhere", scope.repositories().isEmpty())
                .bindArray(
                        "repositories",
                        UUID.class,
                        List.copyOf(scope.repositories().orElseGet(Set::of)))
                .bind("defaultBranch", scope.isDefaultBranch())
                .bind("allRefs", scope.refs().isEmpty())
                .bindArray("refs", String.class, List.copyOf(scope.refs().orElseGet(Set::of)))
                .bind("number", after.map(Position::number).orElse(-1))
                .bind("repositoryId", after.map(Position::repositoryId).orElse(new UUID(0, 0)))
                .bind("path", after.map(Position::path).orElse(""))
                .bind("limit", limit)
                .map((row, context) -> new IndexedFile(
                        row.getInt("number"),
                        row.getObject("repository_id", UUID.class),
                        row.getString("path"),
                        ObjectId.fromString(row.getString("content")),
                        refs((String[]) row.getArray("names").getArray(), (String[])
                                row.getArray("commits").getArray())))
                .list();
    }

    private static List<IndexedFile.Ref> refs(String[] names, String[] commits) {
        List<IndexedFile.Ref> refs = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            refs.add(new IndexedFile.Ref(names[i], ObjectId.fromString(commits[i])));
        }
        return refs;
    }
}
