package dev.millrace.githttp.admission;

import dev.millrace.git.check.Cancellation;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Produces the responses to clones. An identical response is produced once for all clients that request it within about a
 * minute. Safe to share between threads.
 */
public final class ShareClones {

    private static final Logger LOG = Logger.getLogger(ShareClones.class);
    private static final int BUFFER = 128 * 1024;
    /** Each pack is an open file, and clients determine the number of different requests. */
    private static final int MOST_PACKS = 200;

    private final AdmissionLimits limits;
    private final ClonePermits turns;
    private final Path directory;
    private final ComputePool pool;
    private final Map<Key, SharedPack> packs = new LinkedHashMap<>();
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong joined = new AtomicLong();

    /**
     * @param directory for shared packs; its files are unlinked, and vanish when this process ends
     * @param pool computes shared packs
     */
    public ShareClones(AdmissionLimits limits, Path directory, ComputePool pool) {
        this.limits = limits;
        this.pool = pool;
        this.turns = new ClonePermits(limits);
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory of shared packs cannot be made: " + directory, e);
        }
    }

    /**
     * Identifies byte-identical responses.
     *
     * @param repository id
     * @param refsVersion against which wants were resolved
     * @param packsVersion from which the pack is made
     * @param request a fingerprint of everything in the client's request
     */
    public record Key(UUID repository, long refsVersion, long packsVersion, String request) {}

    /** Produces a response. */
    public interface Packing {
        /** False if the response must not be cached because it reports a failure. */
        boolean write(OutputStream answer) throws IOException;
    }

    /** How a clone is answered. */
    public sealed interface Clone {

        /** Refused for now. */
        record Refused(ClonePermit.Refused reason) implements Clone {}

        /** With these bytes. The caller sends or closes it, once. */
        non-sealed interface Ready extends Clone, AutoCloseable {
            /** Sends all of it, at the speed of the client. False if it reports a failure instead of a pack. */
            boolean sendTo(OutputStream answer) throws IOException;

            /** Whether it was produced for another clone. */
            boolean isShared();

            /** Whether the sending thread packs it, which computes; otherwise it is only copied. */
            boolean isPackedWhenSent();

            @Override
            void close();
        }
    }

    /**
     * Waits until the clone may be packed, is being packed for another client, or is refused.
     *
     * @param estimate of the response size in bytes; a response that is too large to share is produced for its client alone
     */
    public Clone open(Key key, String team, long estimate, Packing packing) {
        SharedPack mine;
        synchronized (packs) {
            dropOld();
            SharedPack known = packs.get(key);
            if (known != null && known.join()) {
                joined.incrementAndGet();
                return reading(known, true);
            }
            mine = makeRoom(estimate) ? begin(key, estimate) : null;
        }
        return mine == null ? alone(key, team, packing) : led(mine, key, team, packing);
    }

    /** Clones that are currently packed. */
    public int packing() {
        return turns.taken();
    }

    /** Clones that were served from a pack made for another one, since the process started. */
    public long joined() {
        return joined.get();
    }

    /** Bytes of disk reserved for shared packs. */
    public long reservedBytes() {
        return reserved.get();
    }

    private Clone led(SharedPack mine, Key key, String team, Packing packing) {
        switch (turns.take(team, key.repository())) {
            case ClonePermit.Refused refused -> {
                forget(key, mine);
                mine.refuse(refused);
            }
            case ClonePermit.Taken turn -> {
                mine.begin();
                pool.execute(() -> pack(mine, key, team, turn, packing));
            }
        }
        return reading(mine, false);
    }

    private void pack(SharedPack pack, Key key, String team, ClonePermit.Taken turn, Packing packing) {
        boolean whole = false;
        boolean worthKeeping = false;
        pool.permits().acquire(team);
        try (turn) {
            BufferedOutputStream answer = new BufferedOutputStream(new Yielding(pack.writing(), team), BUFFER);
            worthKeeping = Cancellation.during(pack::checkReaders, () -> packing.write(answer));
            answer.flush();
            whole = true;
        } catch (SharedPack.Abandoned left) {
            LOG.infof("clone given up, all its clients have left: repositoryId=%s", key.repository());
        } catch (IOException | RuntimeException failure) {
            LOG.errorf(failure, "clone failed: repositoryId=%s", key.repository());
        } finally {
            pool.permits().release(team);
            if (!worthKeeping) {
                forget(key, pack);
            }
            pack.finish(whole, worthKeeping);
            CompletableFuture.delayedExecutor(limits.sharedFor().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::tidy);
        }
    }

    private Clone alone(Key key, String team, Packing packing) {
        return switch (turns.take(team, key.repository())) {
            case ClonePermit.Refused refused -> new Clone.Refused(refused);
            case ClonePermit.Taken turn -> new Alone(turn, packing);
        };
    }

    private Clone reading(SharedPack pack, boolean shared) {
        ClonePermit.Refused refused = pack.awaitBegin();
        if (refused != null) {
            pack.leave();
            return new Clone.Refused(refused);
        }
        return new Reading(pack, shared);
    }

    private @Nullable SharedPack begin(Key key, long estimate) {
        try {
            reserved.addAndGet(estimate);
            SharedPack pack = SharedPack.in(directory, () -> reserved.addAndGet(-estimate));
            pack.join();
            packs.put(key, pack);
            return pack;
        } catch (IOException full) {
            reserved.addAndGet(-estimate);
            LOG.warnf("clones are not shared for now: %s", full.toString());
            return null;
        }
    }

    private boolean makeRoom(long estimate) {
        Iterator<SharedPack> oldest = packs.values().iterator();
        while (!hasRoom(estimate) && oldest.hasNext()) {
            SharedPack pack = oldest.next();
            if (pack.isIdle()) {
                oldest.remove();
                pack.drop();
            }
        }
        return hasRoom(estimate);
    }

    private boolean hasRoom(long estimate) {
        return packs.size() < MOST_PACKS && reserved.get() + estimate <= limits.sharedBytes();
    }

    private void dropOld() {
        long keep = limits.sharedFor().toNanos();
        packs.values().removeIf(pack -> {
            boolean old = pack.isOlderThan(keep);
            if (old) {
                pack.drop();
            }
            return old;
        });
    }

    /** Frees disk space even when no clones arrive. */
    private void tidy() {
        synchronized (packs) {
            dropOld();
        }
    }

    private void forget(Key key, SharedPack pack) {
        synchronized (packs) {
            packs.remove(key, pack);
        }
        pack.drop();
    }

    private static final class Reading implements Clone.Ready {

        private final SharedPack pack;
        private final boolean shared;

        Reading(SharedPack pack, boolean shared) {
            this.pack = pack;
            this.shared = shared;
        }

        @Override
        public boolean sendTo(OutputStream answer) throws IOException {
            return pack.copyTo(answer);
        }

        @Override
        public boolean isShared() {
            return shared;
        }

        @Override
        public boolean isPackedWhenSent() {
            return false;
        }

        @Override
        public void close() {
            pack.leave();
        }
    }

    private record Alone(ClonePermit.Taken turn, Packing packing) implements Clone.Ready {

        @Override
        public boolean sendTo(OutputStream answer) throws IOException {
            return packing.write(answer);
        }

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public boolean isPackedWhenSent() {
            return true;
        }

        @Override
        public void close() {
            turn.close();
        }
    }

    /** Lets other teams compute from time to time. */
    private final class Yielding extends FilterOutputStream {

        private final Thread packing = Thread.currentThread();
        private final String team;

        Yielding(OutputStream out, String team) {
            super(out);
            this.team = team;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            if (Thread.currentThread().equals(packing)) {
                pool.permits().yield(team);
            }
        }
    }
}
