package dev.millrace.git.dfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.ref.RefNamespace;
import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsRepository;
import org.eclipse.jgit.internal.storage.dfs.ReadableChannel;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * A private view of one repository, for replacing its packs: refs, retained tips and packs as they were when it was opened.
 * JGit's collectors work on {@link #repository()}; files that other programs wrote are {@link #adopt adopted}. For one
 * thread.
 */
public final class RepackSession implements AutoCloseable {

    /** Signal that a repository's packs are to be checked. */
    public static final String WORK = "git_maintenance";

    /** Where retained tips are shown to JGit's collector; never to clients. */
    private static final String HIDDEN = "refs/retained/";

    private final RepositoryView view;
    private final RepackObjects objects;
    private final RepositoryState state;
    private final List<RetainedTip> retained;
    private final Path scratch;
    private final Instant openedAt;
    private final ReplacePacks replacePacks;
    private @Nullable StoredRepository committed;

    RepackSession(
            RepositoryState state,
            List<RetainedTip> retained,
            ReplacePacks replacePacks,
            RefLogs logs,
            ObjectStore store,
            Path scratch,
            Clock clock,
            PackMemory packMemory) {
        this.state = state;
        this.scratch = scratch;
        this.openedAt = clock.instant();
        this.retained = retained;
        UUID id = state.repository().id();
        this.view = RepositoryView.of(id);
        this.objects = new RepackObjects(
                view,
                store,
                state::packs,
                scratch,
                clock,
                packMemory,
                state.repository().team(),
                this::commit);
        this.replacePacks = replacePacks;
        view.attach(objects, new Refs(view, id, state, logs, retainedTips()));
    }

    private void commit(Collection<DfsPackDescription> replaced) throws IOException {
        committed = replacePacks.handle(state, objects, collected(), replaced);
    }

    /** Empty for a repository with a detached HEAD: collectors do not agree whether that belongs to branches and tags. */
    private Optional<CollectedPack> collected() throws IOException {
        Optional<StagedPack> pack = objects.staged().stream()
                .filter(staged -> staged.description().getPackSource() == PackSource.GC)
                .findFirst();
        return pack.isPresent() && !ObjectId.isId(row().head())
                ? Optional.of(CollectedPack.of(pack.get(), view, state.refs()))
                : Optional.empty();
    }

    /** The row as it was when the session was opened. */
    public StoredRepository row() {
        return state.repository();
    }

    /** The row after the commit; empty if there was none. */
    public Optional<StoredRepository> committed() {
        return Optional.ofNullable(committed);
    }

    public DfsRepository repository() {
        return view;
    }

    /** The live packs when the session was opened. */
    public List<DfsPackDescription> packs() {
        return state.packs();
    }

    /** All refs except HEAD. */
    public List<Ref> refs() {
        return state.refs().withPrefix("refs/");
    }

    /** Tips that count as reachable. */
    public List<RetainedTip> retainedTips() {
        return retained.stream()
                .filter(tip -> tip.expiresAt().isAfter(openedAt))
                .toList();
    }

    /** Tips that no longer count as reachable. */
    public List<RetainedTip> expiredTips() {
        return retained.stream()
                .filter(tip -> !tip.expiresAt().isAfter(openedAt))
                .toList();
    }

    /** When refs were read, or a little later. */
    public Instant openedAt() {
        return openedAt;
    }

    /** Writes a file of a live pack to a new file. */
    public void copy(DfsPackDescription pack, PackExt extension, Path target) throws IOException {
        var buffer = ByteBuffer.allocate(BlockCache.BLOCK_SIZE);
        try (ReadableChannel from = objects.openFile(pack, extension);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            from.setReadAheadBytes(4 * BlockCache.BLOCK_SIZE);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        }
    }

    /**
     * Takes over files as a new pack, to be committed by {@link #replace}.
     *
     * @param files at least the pack and its index of version 2; gone from their paths afterwards
     */
    public DfsPackDescription adopt(PackSource source, Map<PackExt, Path> files, long objectCount, long deltaCount)
            throws IOException {
        DfsPackDescription pack = objects.newPack(source);
        StagedPack staged = objects.begun(pack);
        for (Map.Entry<PackExt, Path> file : files.entrySet()) {
            PackExt extension = file.getKey();
            Path target = scratch.resolve(pack.getFileName(extension));
            staged.begin(target);
            Files.move(file.getValue(), target);
            staged.add(new SpooledFile(extension, target, Files.size(target), sha256(target)));
            pack.addFileExt(extension);
        }
        return pack.setObjectCount(objectCount)
                .setDeltaCount(deltaCount)
                .setIndexVersion(2)
                .setEstimatedPackSize(pack.getFileSize(PackExt.PACK));
    }

    /**
     * Replaces packs with others, in one transaction.
     *
     * @throws ReplacedMeanwhile if one of the replaced packs is no longer live
     * @throws dev.millrace.git.catalog.RepositoryMissing if the repository was deleted
     */
    public void replace(Collection<DfsPackDescription> added, Collection<DfsPackDescription> replaced)
            throws IOException {
        objects.replace(added, replaced);
    }

    /** Discards what was not committed. */
    @Override
    public void close() {
        objects.drop();
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            var buffer = new byte[BlockCache.BLOCK_SIZE];
            while (in.read(buffer) >= 0) {
                // the stream updates the digest
            }
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Refs together with the retained tips. */
    private static final class Refs extends StoredRefs {

        private final List<Ref> additional;

        Refs(RepositoryView view, UUID id, RepositoryState state, RefLogs logs, List<RetainedTip> tips) {
            super(view, id, state::refs, RefNamespace.DEFAULT, logs, Optional.empty());
            var hidden = new ArrayList<>(super.getAdditionalRefs());
            tips.stream()
                    .<Ref>map(tip -> new ObjectIdRef.Unpeeled(
                            Ref.Storage.PACKED, HIDDEN + tip.id().name(), tip.id()))
                    .forEach(hidden::add);
            additional = List.copyOf(hidden);
        }

        @Override
        public List<Ref> getAdditionalRefs() {
            return additional;
        }
    }
}
