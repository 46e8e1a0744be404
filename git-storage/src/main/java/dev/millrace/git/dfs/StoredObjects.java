package dev.millrace.git.dfs;

import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.dfs.DfsReaderOptions;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.ObjectId;

/** The objects of one repository, for reading. Holds nothing that needs closing, so many views may share it. */
public class StoredObjects extends DfsObjDatabase {

    private final ObjectStore store;
    private final Supplier<List<DfsPackDescription>> packs;
    private final Optional<CollectedPack> collected;
    private volatile boolean troubled;

    StoredObjects(DfsRepository repository, ObjectStore store, Supplier<List<DfsPackDescription>> packs) {
        this(repository, store, packs, Optional.empty());
    }

    /** @param collected what is known of the collected pack, if there is one */
    StoredObjects(
            DfsRepository repository,
            ObjectStore store,
            Supplier<List<DfsPackDescription>> packs,
            Optional<CollectedPack> collected) {
        super(
                repository,
                new DfsReaderOptions()
                        .setStreamPackBufferSize(4 * BlockCache.BLOCK_SIZE)
                        .setUseObjectSizeIndex(true));
        this.store = store;
        this.packs = packs;
        this.collected = collected;
    }

    @Override
    public DfsReader newReader() {
        return new CancellableReader(this);
    }

    @Override
    public List<DfsPackDescription> listPacks() {
        return new ArrayList<>(packs.get());
    }

    @Override
    public ReadableChannel openFile(DfsPackDescription pack, PackExt extension) throws IOException {
        ObjectKey key = key(pack, extension);
        try {
            return new PackChannel(
                    store.open(key, pack.getFileSize(extension)), extension, store.blockSize(), this::hadTrouble);
        } catch (NoSuchFileException e) {
            var missing = new FileNotFoundException("the object store has no " + key);
            missing.initCause(e);
            throw missing;
        } catch (IOException e) {
            hadTrouble();
            throw e;
        }
    }

    /**
     * A file that exists could not be read. JGit then gives up the pack permanently, so this must not be shared any longer.
     */
    private void hadTrouble() {
        troubled = true;
    }

    boolean isTroubled() {
        return troubled;
    }

    static ObjectKey key(DfsPackDescription pack, PackExt extension) {
        return new ObjectKey(pack.getRepositoryDescription().getRepositoryName() + "/" + pack.getFileName(extension));
    }

    /** What is known of the collected pack, if there is one. */
    public Optional<CollectedPack> collected() {
        return collected;
    }

    /** Bytes of all packs. */
    long packBytes() {
        return listPacks().stream()
                .mapToLong(pack -> pack.getFileSize(PackExt.PACK))
                .sum();
    }

    @Override
    public long getApproximateObjectCount() {
        return listPacks().stream()
                .mapToLong(DfsPackDescription::getObjectCount)
                .sum();
    }

    @Override
    public Set<ObjectId> getShallowCommits() {
        return Set.of();
    }

    @Override
    public void setShallowCommits(Set<ObjectId> commits) {
        if (!commits.isEmpty()) {
            throw new UnsupportedOperationException("our repositories are complete, not shallow");
        }
    }

    @Override
    protected DfsPackDescription newPack(PackSource source) throws IOException {
        throw readOnly();
    }

    @Override
    protected DfsOutputStream writeFile(DfsPackDescription pack, PackExt extension) throws IOException {
        throw readOnly();
    }

    @Override
    protected void commitPackImpl(Collection<DfsPackDescription> added, Collection<DfsPackDescription> replaced)
            throws IOException {
        throw readOnly();
    }

    @Override
    protected void rollbackPack(Collection<DfsPackDescription> failed) {
        // nothing was begun
    }

    static IOException readOnly() {
        return new IOException("this repository was opened for reading");
    }

    @Override
    public void close() {
        // other views may share the pack list, and it holds no resource except memory
    }
}
