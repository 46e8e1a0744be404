package dev.millrace.githttp.fetch;

import dev.millrace.git.check.Cancellation;
import dev.millrace.git.clone.StoredClone;
import dev.millrace.githttp.admission.PackingMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdSet;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.storage.pack.PackStatistics;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Creates and sends the pack at the end of a negotiation. JGit's own implementation supports neither our {@link Deepening}
 * nor git's rule that a filter never omits an object that the client named.
 */
final class SendPack {

    private static final Duration LONGEST_SEARCH_FOR_REUSE = Duration.ofSeconds(5);

    /** An id that the client named, in a list and a set, until the pack is sent. */
    private static final int NAMED_BYTES = 80;

    private final Repository repository;
    private final FetchRequest request;
    private final Optional<Deepening> deepening;
    private final PackingMemory.Charge memory;

    SendPack(Repository repository, FetchRequest request, Optional<Deepening> deepening, PackingMemory.Charge memory) {
        this.repository = repository;
        this.request = request;
        this.deepening = deepening;
        this.memory = memory;
    }

    /** Whether the pack is multiplexed with messages. */
    boolean usesSideBand() {
        return request.isVersion2() || request.has("side-band-64k") || request.has("side-band");
    }

    /**
     * Writes the pack, and the end of the response.
     *
     * @param wants objects that the client requested
     * @param haves objects that the client has
     */
    PackStatistics send(Collection<? extends ObjectId> wants, Collection<? extends ObjectId> haves, OutputStream answer)
            throws IOException {
        if (!usesSideBand()) {
            return write(wants, haves, new PackProgress(OutputStream.nullOutputStream(), memory), answer);
        }
        int size = request.isVersion2() || request.has("side-band-64k")
                ? SideBandOutputStream.MAX_BUF
                : SideBandOutputStream.SMALL_BUF;
        OutputStream pack = new SideBandOutputStream(SideBandOutputStream.CH_DATA, size, answer);
        OutputStream messages = request.isQuiet()
                ? new Unsent(answer)
                : new SideBandOutputStream(SideBandOutputStream.CH_PROGRESS, size, answer);
        PackStatistics statistics = write(wants, haves, new PackProgress(messages, memory), pack);
        pack.flush();
        new PacketLineOut(answer).end();
        return statistics;
    }

    private PackStatistics write(
            Collection<? extends ObjectId> wants,
            Collection<? extends ObjectId> haves,
            PackProgress progress,
            OutputStream out)
            throws IOException {
        FilterSpec filter = request.filter().isPresent()
                ? FilterSpec.fromFilterLine(request.filter().get())
                : FilterSpec.NO_FILTER;
        List<ObjectId> cuts = cuts();
        memory.keep((long) NAMED_BYTES * (wants.size() + haves.size()));
        Set<ObjectId> wanted = new HashSet<>(wants);
        Set<ObjectId> had = new HashSet<>(haves);
        deepening.ifPresent(change -> {
            wanted.addAll(change.parents());
            had.addAll(change.unshallow());
        });
        try (ObjectReader reader = repository.newObjectReader();
                PackWriter writer = new PackWriter(packing(), reader);
                ObjectWalk walk = new ChargedWalk(reader, memory)) {
            writer.setIndexDisabled(true);
            writer.setReuseDeltaCommits(true);
            writer.setReuseValidatingObjects(false);
            writer.setDeltaBaseAsOffset(request.has("ofs-delta"));
            writer.setThin(request.has("thin-pack"));
            if (had.isEmpty() && filter.isNoOp() && cuts.isEmpty() && isStored(wants)) {
                writer.setUseCachedPacks(true);
            } else {
                // excludes nothing; objects that bitmaps name are reported in no other way
                writer.excludeObjects(new ChargedObjects());
            }
            if (!filter.isNoOp()) {
                writer.setFilterSpec(filter);
            }
            writer.setUseBitmaps(cuts.isEmpty() && filter.getTreeDepthLimit() < 0);
            walk.setRetainBody(false);
            walk.assumeShallow(cuts);
            writer.preparePack(progress, walk, wanted, had, PackWriter.NONE);
            if (!filter.isNoOp()) {
                addNamed(wants, walk, writer);
            }
            if (request.includesTags()) {
                addTags(walk, writer);
            }
            walk.dispose(); // the client decides how long the rest takes
            writer.enableSearchForReuseTimeout();
            writer.writePack(progress, NullProgressMonitor.INSTANCE, out);
            progress.send(writer.getStatistics().getMessage() + "\n");
            return writer.getStatistics();
        }
    }

    /**
     * Whether JGit copies a stored pack, and so has few entries of its own: it does if all objects of that pack are wanted,
     * before tags are added.
     */
    private boolean isStored(Collection<? extends ObjectId> wants) throws IOException {
        return StoredClone.of(repository, List.copyOf(wants), false, true).isPresent();
    }

    /** Where the history of the client ends. */
    private List<ObjectId> cuts() {
        return deepening
                .map(Deepening::cuts)
                .orElseGet(() -> request.packets().stream()
                        .filter(packet -> packet.startsWith("shallow "))
                        .map(packet -> ObjectId.fromString(packet.substring("shallow ".length())))
                        .toList());
    }

    /** What the client named, and the target of a tag that it named, is sent regardless of the filter. */
    private void addNamed(Collection<? extends ObjectId> wants, ObjectWalk walk, PackWriter writer) throws IOException {
        for (ObjectId want : wants) {
            RevObject object = walk.parseAny(want);
            addUnlessCommit(object, writer);
            while (object instanceof RevTag tag) {
                memory.addWalked(1);
                object = walk.parseAny(tag.getObject());
                addUnlessCommit(object, writer);
            }
        }
    }

    private static void addUnlessCommit(RevObject object, PackWriter writer) throws IOException {
        if (!(object instanceof RevCommit) && !writer.willInclude(object)) {
            writer.addObject(object);
        }
    }

    /** Annotated tags of sent objects. */
    private void addTags(ObjectWalk walk, PackWriter writer) throws IOException {
        for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
            Ref tag = ref.isPeeled() ? ref : repository.getRefDatabase().peel(ref);
            ObjectId target = tag.getPeeledObjectId();
            if (target != null && writer.willInclude(target)) {
                RevObject object = walk.parseAny(tag.getObjectId());
                while (object instanceof RevTag link) {
                    memory.addWalked(1);
                    memory.addEntry();
                    addUnlessCommit(link, writer);
                    object = walk.parseAny(link.getObject());
                }
            }
        }
    }

    /** Fetches reuse stored deltas; finding better ones is the job of maintenance. */
    private static PackConfig packing() {
        PackConfig config = new PackConfig();
        config.setDeltaCompress(false);
        config.setReuseDeltas(true);
        config.setReuseObjects(true);
        config.setCompressionLevel(1);
        config.setThreads(1);
        config.setSearchForReuseTimeout(LONGEST_SEARCH_FOR_REUSE);
        return config;
    }

    /** No objects; charges those that JGit is about to add to the pack, and stops when the client has disconnected. */
    private final class ChargedObjects implements ObjectIdSet {

        private @Nullable AnyObjectId last;

        @Override
        public boolean contains(AnyObjectId object) {
            if (!object.equals(last)) { // called twice in a row for each object, and again for some; settled at the end
                last = object;
                Cancellation.check();
                memory.addEntry();
            }
            return false;
        }
    }

    /** Drops messages, and notices when the client has disconnected. */
    private static final class Unsent extends OutputStream {

        private final OutputStream answer;

        Unsent(OutputStream answer) {
            this.answer = answer;
        }

        @Override
        public void write(int b) {
            // not wanted
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            // not wanted
        }

        @Override
        public void flush() throws IOException {
            answer.flush();
        }
    }
}
