package dev.millrace.git.dfs;

import dev.millrace.git.check.PackMemoryBusy;
import dev.millrace.git.check.PackOverLimit;
import dev.millrace.objectstore.FileObject;
import dev.millrace.objectstore.ObjectStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.dfs.DfsOutputStream;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.ObjectDatabase;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one repository together with those that a session adds. What JGit calls committing a pack only records it
 * here; files stay in the scratch directory, are read from there, and are uploaded to the object store when refs are about
 * to need them.
 */
class StagedObjects extends StoredObjects {

    private static final Logger LOG = Logger.getLogger(StagedObjects.class);

    private final ObjectStore store;
    private final Path scratch;
    private final Clock clock;
    private final Map<String, StagedPack> begun = new LinkedHashMap<>();
    private final List<StagedPack> staged = new ArrayList<>();
    private final PackMemory packMemory;
    private final String owner;
    private final PackMemory.Share memory;
    /** The stored objects that the parser of a pack opened last: a delta's base, and an object to compare. */
    private long loadedBase;

    private long loadedOther;

    /** @param owner team that the repository belongs to */
    StagedObjects(
            DfsRepository repository,
            ObjectStore store,
            Supplier<List<DfsPackDescription>> packs,
            Path scratch,
            Clock clock,
            PackMemory packMemory,
            String owner) {
        super(repository, store, packs);
        this.store = store;
        this.scratch = scratch;
        this.clock = clock;
        this.packMemory = packMemory;
        this.owner = owner;
        this.memory = packMemory.open(owner);
    }

    @Override
    public ObjectInserter newInserter() {
        return new BoundedInserter(this);
    }

    /** Requested by parsers of packs, for stored objects. */
    @Override
    public ObjectDatabase newCachedDatabase() {
        return new Bases(this);
    }

    /** What packs of this session hold of the memory for all packs. */
    PackMemory.Share memory() {
        return memory;
    }

    /** For data that is received with packs. The caller closes it. */
    PackMemory.Share openMemory() {
        return packMemory.open(owner);
    }

    long largestStructure() {
        return packMemory.largestStructure();
    }

    /** A pack whose number of objects is checked. */
    AnnouncedPack announced(InputStream pack) {
        return new AnnouncedPack(pack, scratch, packMemory.mostForOne() / BoundedPackParser.BYTES_OF_OBJECT);
    }

    /**
     * A stored object is about to be loaded. If it is stored as a delta, its own base is briefly in memory, too.
     *
     * @param isBase whether it stays until the deltas on it are resolved
     */
    void load(long size, boolean isBase) throws PackOverLimit, PackMemoryBusy {
        if (isBase) {
            memory.giveBack(loadedBase);
            loadedBase = 0;
        }
        memory.giveBack(loadedOther);
        loadedOther = 0;
        memory.take(2 * size, "a stored object of %d bytes".formatted(size));
        if (isBase) {
            loadedBase = 2 * size;
        } else {
            loadedOther = 2 * size;
        }
    }

    /** The loaded base stays; the caller releases the memory that it still holds. */
    long keepLoaded() {
        long kept = loadedBase / 2;
        memory.giveBack(loadedBase - kept);
        loadedBase = 0;
        return kept;
    }

    /** Nothing that was loaded is used any more. */
    void releaseLoaded() {
        memory.giveBack(loadedBase + loadedOther);
        loadedBase = 0;
        loadedOther = 0;
    }

    @Override
    protected DfsPackDescription newPack(PackSource source) {
        UUID id = UUID.randomUUID();
        var description = new DfsPackDescription(getRepository().getDescription(), id.toString(), source)
                .setLastModified(clock.millis());
        begun.put(id.toString(), new StagedPack(id, description));
        return description;
    }

    @Override
    protected DfsOutputStream writeFile(DfsPackDescription pack, PackExt extension) throws IOException {
        StagedPack target = begun(pack);
        Path path = scratch.resolve(pack.getFileName(extension));
        target.begin(path);
        return SpooledOutput.create(extension, path, target::add);
    }

    @Override
    protected void commitPackImpl(
            Collection<DfsPackDescription> added, @Nullable Collection<DfsPackDescription> replaced)
            throws IOException {
        if (replaced != null && !replaced.isEmpty()) {
            throw new IOException("a session that moves refs does not replace packs");
        }
        for (DfsPackDescription pack : added) {
            staged.add(begun.get(pack.getPackName()));
        }
    }

    /**
     * Deletes scratch files only. An object in the store may belong to a commit whose response was lost, and is not deleted
     * here.
     */
    @Override
    protected void rollbackPack(Collection<DfsPackDescription> failed) {
        for (DfsPackDescription pack : failed) {
            StagedPack dropped = begun.remove(pack.getPackName());
            if (dropped != null) {
                staged.remove(dropped);
                deleteScratch(dropped);
            }
        }
    }

    @Override
    public List<DfsPackDescription> listPacks() {
        List<DfsPackDescription> all = super.listPacks();
        staged.forEach(pack -> all.add(pack.description()));
        return all;
    }

    @Override
    public ReadableChannel openFile(DfsPackDescription pack, PackExt extension) throws IOException {
        StagedPack ours = begun.get(pack.getPackName());
        if (ours == null || ours.isUploaded()) {
            return super.openFile(pack, extension);
        }
        SpooledFile file = ours.file(extension)
                .orElseThrow(() -> new FileNotFoundException(pack.getFileName(extension) + " was not written"));
        return new PackChannel(FileObject.open(file.path()), extension);
    }

    /** A pack that {@link #newPack} began. */
    StagedPack begun(DfsPackDescription pack) throws IOException {
        StagedPack found = begun.get(pack.getPackName());
        if (found == null) {
            throw new IOException("pack " + pack.getPackName() + " was not begun in this session");
        }
        return found;
    }

    /** Packs that are finished and in no manifest yet. */
    List<StagedPack> staged() {
        return List.copyOf(staged);
    }

    /** Uploads finished packs to the object store. The upload intent must already be recorded. */
    void upload() throws IOException {
        for (StagedPack pack : staged) {
            if (!pack.isUploaded()) {
                for (SpooledFile file : pack.files()) {
                    store.put(key(pack.description(), file.extension()), file.path());
                }
                pack.markUploaded();
            }
        }
    }

    /** The staged packs are now in the manifest and are listed from there. */
    void committed() {
        staged.forEach(pack -> begun.remove(pack.description().getPackName()));
        staged.clear();
        clearCache();
    }

    /** Reloads the manifest. */
    void refresh() {
        clearCache();
    }

    /** Deletes the scratch files of all that was not committed. */
    void drop() {
        memory.close();
        begun.values().forEach(StagedObjects::deleteScratch);
        begun.clear();
        staged.clear();
        clearCache();
    }

    private static void deleteScratch(StagedPack pack) {
        for (Path path : pack.paths()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // the scratch directory is cleaned at the next start
                LOG.warnf("scratchFile=%s cannot be deleted: %s", path, e.toString());
            }
        }
    }

    /** What a parser of packs reads from. */
    private static final class Bases extends ObjectDatabase {

        private final StagedObjects objects;

        Bases(StagedObjects objects) {
            this.objects = objects;
        }

        @Override
        public ObjectInserter newInserter() {
            return objects.newInserter();
        }

        @Override
        public ObjectReader newReader() {
            return new BaseReader(objects);
        }

        @Override
        public long getApproximateObjectCount() {
            return objects.getApproximateObjectCount();
        }

        @Override
        public void close() {
            // the session does this
        }
    }
}
