package dev.millrace.git.dfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/** Rows of {@code git.pack}, {@code git.pack_file} and {@code git.upload_intent}. */
final class PackStore {

    private final int packBlock;

    /** @param packBlock bytes that one read of a pack should ask for at least */
    PackStore(int packBlock) {
        this.packBlock = packBlock;
    }

    /** Bytes of all live packs, without their indexes. */
    long bytes(Transaction tx, UUID repositoryId) {
        return tx.handle()
                .createQuery("""
                        select coalesce(sum(f.size), 0)
                          from git.pack p join git.pack_file f on f.pack_id = p.id and f.extension = :pack
                         where p.repository_id = :id and p.retired_at is null
                        """)
                .bind("id", repositoryId)
                .bind("pack", PackExt.PACK.getExtension())
                .mapTo(Long.class)
                .one();
    }

    /** The live packs, in no order. */
    List<DfsPackDescription> load(Transaction tx, UUID repositoryId) {
        var description = new DfsRepositoryDescription(repositoryId.toString());
        var packs = new LinkedHashMap<UUID, DfsPackDescription>();
        tx.handle()
                .createQuery("""
                        select p.id, p.source, p.object_count, p.delta_count, p.index_version, p.min_update_index,
                               p.max_update_index, p.estimated_size, p.last_modified_at,
                               f.extension, f.size, f.block_size
                        from git.pack p
                        join git.pack_file f on f.pack_id = p.id
                        where p.repository_id = :id and p.retired_at is null
                        """)
                .bind("id", repositoryId)
                .map((row, context) -> {
                    UUID id = row.getObject("id", UUID.class);
                    DfsPackDescription pack = packs.get(id);
                    if (pack == null) {
                        pack = pack(description, id, row);
                        packs.put(id, pack);
                    }
                    PackExt extension = extension(row.getString("extension"));
                    pack.addFileExt(extension);
                    pack.setFileSize(extension, row.getLong("size"));
                    pack.setBlockSize(
                            extension,
                            extension == PackExt.PACK
                                    ? Math.max(packBlock, row.getInt("block_size"))
                                    : row.getInt("block_size"));
                    return id;
                })
                .list();
        return new ArrayList<>(packs.values());
    }

    private static DfsPackDescription pack(DfsRepositoryDescription repository, UUID id, ResultSet row)
            throws SQLException {
        return new DfsPackDescription(repository, id.toString(), PackSource.valueOf(row.getString("source")))
                .setObjectCount(row.getLong("object_count"))
                .setDeltaCount(row.getLong("delta_count"))
                .setIndexVersion(row.getInt("index_version"))
                .setMinUpdateIndex(row.getLong("min_update_index"))
                .setMaxUpdateIndex(row.getLong("max_update_index"))
                .setEstimatedPackSize(row.getLong("estimated_size"))
                .setLastModified(row.getTimestamp("last_modified_at").getTime());
    }

    void addIntents(Transaction tx, UUID repositoryId, Collection<StagedPack> packs, String node, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into git.upload_intent (pack_id, repository_id, node, started_at)
                        select id, :repositoryId, :node, :at from unnest(:ids) as staged (id)
                        on conflict do nothing
                        """)
                .bind("repositoryId", repositoryId)
                .bind("node", node)
                .bind("at", at)
                .bindArray("ids", UUID.class, packs.stream().map(StagedPack::id).toList())
                .execute();
    }

    /** Makes uploaded packs part of the repository. */
    void add(Transaction tx, StoredRepository repository, Collection<StagedPack> packs) {
        for (StagedPack pack : packs) {
            add(tx, repository, pack);
        }
        int intents = tx.handle()
                .createUpdate("delete from git.upload_intent where pack_id = any(:ids)")
                .bindArray("ids", UUID.class, packs.stream().map(StagedPack::id).toList())
                .execute();
        if (intents < packs.size()) {
            // retention considered them abandoned and deleted their files
            throw new IllegalStateException("%d packs of %s were uploaded too long ago to be committed"
                    .formatted(packs.size() - intents, repository.id()));
        }
    }

    private static void add(Transaction tx, StoredRepository repository, StagedPack pack) {
        DfsPackDescription description = pack.description();
        tx.handle()
                .createUpdate("""
                        insert into git.pack
                            (id, repository_id, source, object_count, delta_count, index_version, min_update_index,
                             max_update_index, estimated_size, packs_version, last_modified_at)
                        values (:id, :repositoryId, :source, :objectCount, :deltaCount, :indexVersion, :minUpdateIndex,
                                :maxUpdateIndex, :estimatedSize, :packsVersion, :lastModifiedAt)
                        """)
                .bind("id", pack.id())
                .bind("repositoryId", repository.id())
                .bind("source", description.getPackSource().name())
                .bind("objectCount", description.getObjectCount())
                .bind("deltaCount", description.getDeltaCount())
                .bind("indexVersion", description.getIndexVersion())
                .bind("minUpdateIndex", description.getMinUpdateIndex())
                .bind("maxUpdateIndex", description.getMaxUpdateIndex())
                .bind("estimatedSize", description.getEstimatedPackSize())
                .bind("packsVersion", repository.packsVersion())
                .bind("lastModifiedAt", Instant.ofEpochMilli(description.getLastModified()))
                .execute();
        for (SpooledFile file : pack.files()) {
            tx.handle()
                    .createUpdate("""
                            insert into git.pack_file (pack_id, extension, size, block_size, sha256)
                            values (:packId, :extension, :size, :blockSize, decode(:sha256, 'hex'))
                            """)
                    .bind("packId", pack.id())
                    .bind("extension", file.extension().getExtension())
                    .bind("size", file.size())
                    .bind("blockSize", description.getBlockSize(file.extension()))
                    .bind("sha256", file.sha256())
                    .execute();
        }
    }

    /** Stores what is known of a collected pack that was just added. */
    void addCollected(Transaction tx, CollectedPack pack) {
        tx.handle()
                .createUpdate("insert into git.collected_pack (pack_id, tips) values (:packId, :tips)")
                .bind("packId", UUID.fromString(pack.name()))
                .bind("tips", pack.tipBytes())
                .execute();
    }

    /** What is known of a collected pack, if anything is. */
    Optional<CollectedPack> collected(Transaction tx, String name) {
        return tx.handle()
                .createQuery("select tips from git.collected_pack where pack_id = :packId")
                .bind("packId", UUID.fromString(name))
                .mapTo(byte[].class)
                .findOne()
                .map(tips -> new CollectedPack(name, CollectedPack.tips(tips)));
    }

    /** Those of the packs that are live. */
    Set<UUID> live(Transaction tx, UUID repositoryId, Collection<UUID> ids) {
        return tx.handle()
                .createQuery("""
                        select id from git.pack
                        where repository_id = :repositoryId and id = any(:ids) and retired_at is null
                        """)
                .bind("repositoryId", repositoryId)
                .bindArray("ids", UUID.class, List.copyOf(ids))
                .mapTo(UUID.class)
                .set();
    }

    /** Removes live packs from the repository. Their files stay until the last reader must have finished. */
    void retire(Transaction tx, UUID repositoryId, Collection<UUID> ids, Instant at) {
        tx.handle()
                .createUpdate("""
                        update git.pack set retired_at = :at
                        where repository_id = :repositoryId and id = any(:ids) and retired_at is null
                        """)
                .bind("repositoryId", repositoryId)
                .bindArray("ids", UUID.class, List.copyOf(ids))
                .bind("at", at)
                .execute();
    }

    private static PackExt extension(String text) {
        return Arrays.stream(PackExt.values())
                .filter(extension -> extension.getExtension().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no pack has files called ." + text));
    }
}
