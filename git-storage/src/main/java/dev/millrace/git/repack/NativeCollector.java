package dev.millrace.git.repack;

import dev.millrace.git.dfs.RepackSession;
import dev.millrace.git.dfs.RetainedTip;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.jboss.logging.Logger;

/**
 * Native git packs a copy of the repository: what branches and tags reach with bitmap and commit graph, what else is
 * reachable in a second pack, and the rest as garbage. Like JGit's collector, it merges garbage of the same day into the
 * new garbage, so that there is about one such pack per day.
 */
final class NativeCollector implements PackCollector {

    private static final Logger LOG = Logger.getLogger(NativeCollector.class);
    private static final String FOLDER = "repack-";
    private static final long LARGE_GARBAGE_BYTES = 50L * 1024 * 1024;
    private static final String SETTINGS = """
            [core]
                repositoryformatversion = 0
                bare = true
                commitGraph = true
                bigFileThreshold = %d
            [gc]
                auto = 0
            [pack]
                threads = %d
                windowMemory = 256m
                writeReverseIndex = false
                writeBitmapHashCache = false
                writeBitmapLookupTable = false
            [commitGraph]
                generationVersion = 1
            """;

    private final MaintenanceConfig config;
    private final Path scratch;

    /** @param scratch on the file system of the storage's scratch files */
    NativeCollector(MaintenanceConfig config, Path scratch) {
        this.config = config;
        this.scratch = scratch;
    }

    @Override
    public String title() {
        return "native git";
    }

    @Override
    public List<DfsPackDescription> collect(RepackSession session, BooleanSupplier isCancelled) throws IOException {
        Path folder =
                Files.createDirectories(scratch.resolve(FOLDER + session.row().id())
                        .resolve(UUID.randomUUID().toString()));
        try {
            return new Run(session, folder, isCancelled).collect();
        } finally {
            // what a crashed process left behind for this repository is deleted too: the lease is ours
            delete(folder.resolveSibling(""));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** A pack that native git wrote. */
    private record Written(Path stem, PackIndex index) {

        Path file(String extension) {
            return stem.resolveSibling(stem.getFileName() + "." + extension);
        }
    }

    /** One run in one scratch repository. */
    private final class Run {

        private final RepackSession session;
        private final Path repository;
        private final Path packs;
        private final Path written;
        private final NativeGit git;
        private final BooleanSupplier isCancelled;
        private final Map<DfsPackDescription, PackIndex> sources = new HashMap<>();

        Run(RepackSession session, Path repository, BooleanSupplier isCancelled) throws IOException {
            this.session = session;
            this.repository = repository;
            this.isCancelled = isCancelled;
            this.packs = Files.createDirectories(repository.resolve("objects/pack"));
            this.written = Files.createDirectories(repository.resolve("written"));
            this.git = new NativeGit(config.git(), repository, isCancelled);
        }

        List<DfsPackDescription> collect() throws IOException {
            materialize();
            Optional<Written> main = pack("gc", Stream.of(), "--all", "--write-bitmap-index");
            if (main.isPresent()) {
                git.run(Stream.of(), "commit-graph", "write", "--reachable", "--no-progress");
            }
            Set<ObjectId> others = otherTips();
            Optional<Written> rest = others.isEmpty()
                    ? Optional.empty()
                    : pack(
                            "rest",
                            Stream.concat(
                                    others.stream().map(AnyObjectId::name),
                                    mainTips().stream().map(tip -> "^" + tip.name())),
                            "--revs");
            requireReachable(main, rest);
            List<DfsPackDescription> merged = garbageOfToday();
            Set<ObjectId> unreachable = unreachable(main, rest, merged);
            Optional<Written> garbage = unreachable.isEmpty()
                    ? Optional.empty()
                    : pack("garbage", unreachable.stream().map(AnyObjectId::name), "--window=0");
            return commit(main, rest, garbage, merged);
        }

        private void materialize() throws IOException {
            Files.writeString(
                    repository.resolve("config"),
                    SETTINGS.formatted(
                            PackCollector.LARGEST_DELTA,
                            Math.max(1, Runtime.getRuntime().availableProcessors() / 2)));
            String head = session.row().head();
            Files.writeString(repository.resolve("HEAD"), (ObjectId.isId(head) ? head : "ref: " + head) + "\n");
            Files.createDirectories(repository.resolve("refs"));
            var refs = new StringBuilder("# pack-refs with: sorted \n");
            session.refs().stream()
                    .filter(ref -> isMain(ref) && !ref.isSymbolic())
                    .sorted(Comparator.comparing(
                            Ref::getName,
                            (a, b) -> java.util.Arrays.compareUnsigned(
                                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))))
                    .forEach(ref -> refs.append(ref.getObjectId().name())
                            .append(' ')
                            .append(ref.getName())
                            .append('\n'));
            Files.writeString(repository.resolve("packed-refs"), refs);
            for (DfsPackDescription pack : session.packs()) {
                if (isCancelled.getAsBoolean()) {
                    throw new InterruptedIOException("cancelled while copying packs");
                }
                Path index = PackCopy.copy(session, pack, packs);
                sources.put(pack, PackIndex.open(index.toFile()));
            }
        }

        private Optional<Written> pack(String name, Stream<String> input, String... options) throws IOException {
            var arguments = new ArrayList<>(List.of("pack-objects", "--quiet", "--delta-base-offset", "--non-empty"));
            arguments.addAll(List.of(options));
            arguments.add(written.resolve(name).toString());
            String hash = git.run(input, arguments.toArray(String[]::new)).strip();
            if (hash.isEmpty()) {
                return Optional.empty();
            }
            Path stem = written.resolve(name + "-" + hash);
            return Optional.of(new Written(
                    stem,
                    PackIndex.open(
                            stem.resolveSibling(stem.getFileName() + ".idx").toFile())));
        }

        private static boolean isMain(Ref ref) {
            return ref.getName().startsWith(Constants.R_HEADS) || ref.getName().startsWith(Constants.R_TAGS);
        }

        private Set<ObjectId> mainTips() {
            var tips = new LinkedHashSet<ObjectId>();
            session.refs().stream()
                    .filter(ref -> isMain(ref) && !ref.isSymbolic())
                    .forEach(ref -> tips.add(ref.getObjectId()));
            if (ObjectId.isId(session.row().head())) {
                tips.add(ObjectId.fromString(session.row().head()));
            }
            return tips;
        }

        /** What other refs point to, and what forced moves and deletions left behind. */
        private Set<ObjectId> otherTips() {
            var tips = new LinkedHashSet<ObjectId>();
            session.refs().stream()
                    .filter(ref -> !isMain(ref) && !ref.isSymbolic())
                    .forEach(ref -> tips.add(ref.getObjectId()));
            session.retainedTips().stream().map(RetainedTip::id).forEach(tips::add);
            tips.removeAll(mainTips());
            return tips;
        }

        /** Verifies what native git made of its input: nothing is replaced by packs that lack a tip. */
        private void requireReachable(Optional<Written> main, Optional<Written> rest) throws IOException {
            var tips = mainTips();
            tips.addAll(otherTips());
            for (ObjectId tip : tips) {
                if (!holds(main, tip) && !holds(rest, tip)) {
                    throw new IOException("native git left out " + tip.name());
                }
            }
        }

        private static boolean holds(Optional<Written> pack, AnyObjectId id) {
            return pack.isPresent() && pack.get().index().hasObject(id);
        }

        private List<DfsPackDescription> garbageOfToday() {
            LocalDate today = LocalDate.ofInstant(session.openedAt(), ZoneOffset.UTC);
            return session.packs().stream()
                    .filter(pack -> isGarbage(pack) && !hasExpired(pack))
                    .filter(pack -> pack.getFileSize(PackExt.PACK) < LARGE_GARBAGE_BYTES)
                    .filter(pack -> LocalDate.ofInstant(Instant.ofEpochMilli(pack.getLastModified()), ZoneOffset.UTC)
                            .equals(today))
                    .toList();
        }

        private Set<ObjectId> unreachable(
                Optional<Written> main, Optional<Written> rest, List<DfsPackDescription> merged) {
            var found = new LinkedHashSet<ObjectId>();
            sources.forEach((pack, index) -> {
                if (!isGarbage(pack) || merged.contains(pack)) {
                    for (PackIndex.MutableEntry entry : index) {
                        ObjectId id = entry.toObjectId();
                        if (!holds(main, id) && !holds(rest, id)) {
                            found.add(id);
                        }
                    }
                }
            });
            return found;
        }

        private List<DfsPackDescription> commit(
                Optional<Written> main,
                Optional<Written> rest,
                Optional<Written> garbage,
                List<DfsPackDescription> mergedGarbage)
                throws IOException {
            if (isCancelled.getAsBoolean()) {
                throw new InterruptedIOException("cancelled before the commit");
            }
            var made = new ArrayList<DfsPackDescription>();
            if (main.isPresent()) {
                Map<PackExt, Path> files = files(main.get());
                files.put(PackExt.BITMAP_INDEX, require(main.get().file("bitmap")));
                Path graph = repository.resolve("objects/info/commit-graph");
                if (Files.exists(graph)) {
                    files.put(PackExt.COMMIT_GRAPH, graph);
                }
                made.add(session.adopt(PackSource.GC, files, main.get().index().getObjectCount(), 0));
            }
            if (rest.isPresent()) {
                made.add(session.adopt(
                        PackSource.GC_REST,
                        files(rest.get()),
                        rest.get().index().getObjectCount(),
                        0));
            }
            if (garbage.isPresent()) {
                made.add(session.adopt(
                        PackSource.UNREACHABLE_GARBAGE,
                        files(garbage.get()),
                        garbage.get().index().getObjectCount(),
                        0));
            }
            List<DfsPackDescription> replaced = session.packs().stream()
                    .filter(pack -> !isGarbage(pack)
                            || hasExpired(pack)
                            || (garbage.isPresent() && mergedGarbage.contains(pack)))
                    .toList();
            session.replace(made, replaced);
            LOG.debugf("repositoryId=%s replaced %s by %s", session.row().id(), replaced, made);
            return made;
        }

        private static boolean isGarbage(DfsPackDescription pack) {
            return pack.getPackSource() == PackSource.UNREACHABLE_GARBAGE;
        }

        private boolean hasExpired(DfsPackDescription garbage) {
            return !MaintenancePlan.expiry(garbage, config).isAfter(session.openedAt());
        }

        private static Map<PackExt, Path> files(Written pack) throws IOException {
            var files = new EnumMap<PackExt, Path>(PackExt.class);
            files.put(PackExt.PACK, require(pack.file("pack")));
            files.put(PackExt.INDEX, require(pack.file("idx")));
            return files;
        }

        private static Path require(Path file) throws IOException {
            if (!Files.exists(file)) {
                throw new IOException("native git did not write " + file.getFileName());
            }
            return file;
        }
    }
}
