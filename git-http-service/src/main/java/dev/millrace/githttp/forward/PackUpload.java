package dev.millrace.githttp.forward;

import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The body of a push while it is sent to an upstream. A small one is buffered in memory until it may be sent. A large one is
 * sent while it arrives, except for its last 64 KiB, without which no server can act on it; so that the upstream does not
 * time out while the pack is checked here, a byte of them is sent now and then. One that must be checked first is buffered
 * in a file.
 */
final class PackUpload implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PackUpload.class);

    /** As much as git itself sends in one piece. */
    private static final int IN_MEMORY = 1 << 20;

    private static final int HELD_BACK = 64 << 10;
    private static final int PIECE = 64 << 10;
    /** The checksum at the end of a pack: without it, no pack is complete. */
    private static final int NEVER_SENT_EARLY = 20;

    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final UpstreamClient client;
    private final UpstreamAccess access;
    private final Waiting waiting;
    private final Path scratch;
    private final boolean isCheckedFirst;
    private final Duration signOfLife;
    private final ReentrantLock sending = new ReentrantLock();
    private final Condition over = sending.newCondition();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private @Nullable UpstreamCall call;
    private @Nullable Path file;
    private @Nullable OutputStream spool;
    private @Nullable UpstreamException broken;
    private long sentAt;
    private boolean isOver;

    /**
     * One push.
     *
     * @param scratch where a file may be created
     * @param isCheckedFirst whether nothing may be sent before {@link #finish}
     * @param signOfLife longest time in which the upstream receives nothing
     */
    PackUpload(
            UpstreamClient client,
            UpstreamAccess access,
            Waiting waiting,
            Path scratch,
            boolean isCheckedFirst,
            Duration signOfLife) {
        this.client = client;
        this.access = access;
        this.waiting = waiting;
        this.scratch = scratch;
        this.isCheckedFirst = isCheckedFirst;
        this.signOfLife = signOfLife;
    }

    /** Whether something was already sent, so that the request can no longer be changed. */
    boolean isUnderWay() {
        return call != null;
    }

    /** Takes the next bytes of the pack. */
    void write(byte[] head, byte[] bytes, int offset, int length) throws IOException {
        if (spool != null) {
            spool.write(bytes, offset, length);
            return;
        }
        if (call == null && held.size() + length <= IN_MEMORY) {
            held.write(bytes, offset, length);
            return;
        }
        if (isCheckedFirst) {
            spool(bytes, offset, length);
            return;
        }
        waiting.during(() -> {
            stream(head, bytes, offset, length);
            return true;
        });
    }

    private void spool(byte[] bytes, int offset, int length) throws IOException {
        Files.createDirectories(scratch);
        Path made = Files.createTempFile(scratch, "push", ".pack");
        file = made;
        OutputStream out = Files.newOutputStream(made, StandardOpenOption.WRITE);
        spool = out;
        held.writeTo(out);
        held.reset();
        out.write(bytes, offset, length);
    }

    private void stream(byte[] head, byte[] bytes, int offset, int length) throws UpstreamException {
        sending.lock();
        try {
            if (broken != null) {
                throw broken;
            }
            UpstreamCall open = call;
            if (open == null) {
                open = open(OptionalLong.empty());
                call = open;
                open.write(head, 0, head.length);
                Thread.ofVirtual().name("sign-of-life").start(this::giveSignsOfLife);
            }
            held.write(bytes, offset, length);
            while (held.size() >= HELD_BACK + PIECE) {
                send(open, held.size() - HELD_BACK);
            }
        } finally {
            sending.unlock();
        }
    }

    /** Sends this many of the held bytes, from the first. */
    private void send(UpstreamCall open, int count) throws UpstreamException {
        byte[] all = held.toByteArray();
        held.reset();
        held.write(all, count, all.length - count);
        open.write(all, 0, count);
        sentAt = System.nanoTime();
    }

    private void giveSignsOfLife() {
        sending.lock();
        try {
            while (!isOver && broken == null) {
                long left = signOfLife.toNanos() - (System.nanoTime() - sentAt);
                UpstreamCall open = call;
                if (left <= 0 && open != null && held.size() > NEVER_SENT_EARLY) {
                    send(open, 1);
                } else {
                    over.await(left > 0 ? left : signOfLife.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } catch (UpstreamException failure) {
            broken = failure;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sending.unlock();
        }
    }

    /**
     * Sends all that was held back.
     *
     * @param head the part of the request before the pack
     * @return the call, which awaits its response
     */
    UpstreamCall finish(byte[] head) throws IOException {
        sending.lock();
        try {
            isOver = true;
            over.signalAll();
            if (broken != null) {
                throw broken;
            }
            if (spool != null && file != null) {
                spool.close();
                return sendFile(head, file);
            }
            byte[] rest = held.toByteArray();
            held.reset();
            UpstreamCall open = call;
            if (open == null) {
                open = open(OptionalLong.of((long) head.length + rest.length));
                call = open;
                byte[] whole = Arrays.copyOf(head, head.length + rest.length);
                System.arraycopy(rest, 0, whole, head.length, rest.length);
                open.end(whole, 0, whole.length);
            } else {
                open.end(rest, 0, rest.length);
            }
            return open;
        } finally {
            sending.unlock();
        }
    }

    private UpstreamCall sendFile(byte[] head, Path pack) throws IOException {
        UpstreamCall open = open(OptionalLong.empty());
        call = open;
        open.write(head, 0, head.length);
        try (InputStream in = Files.newInputStream(pack)) {
            byte[] piece = in.readNBytes(PIECE);
            for (byte[] next = in.readNBytes(PIECE); next.length > 0; next = in.readNBytes(PIECE)) {
                open.write(piece, 0, piece.length);
                piece = next;
            }
            open.end(piece, 0, piece.length);
        }
        return open;
    }

    /** Whether everything was sent, so that the upstream may have acted. */
    boolean isWhole() {
        UpstreamCall open = call;
        return open != null && open.isSent();
    }

    private UpstreamCall open(OptionalLong length) throws UpstreamException {
        return client.open(
                access,
                "POST",
                URI.create(access.address() + "/git-receive-pack"),
                Map.of(
                        "Content-Type", "application/x-git-receive-pack-request",
                        "Accept", "application/x-git-receive-pack-result"),
                length);
    }

    /** Aborts a call that has no response yet. */
    @Override
    public void close() {
        sending.lock();
        try {
            isOver = true;
            over.signalAll();
            if (call != null) {
                call.close();
            }
            if (spool != null) {
                spool.close();
            }
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warnf("scratchFile=%s cannot be deleted: %s", file, e.toString());
        } finally {
            sending.unlock();
        }
    }
}
