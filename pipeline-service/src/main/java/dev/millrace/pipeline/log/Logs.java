package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Reads logs from any offset, in whichever form they are, also while they change from one to the other. */
@Singleton
final class Logs {

    private final Database database;
    private final LogStore store;
    private final ArchiveStore archive;
    private final LogObjects objects;

    Logs(Database database, LogStore store, ArchiveStore archive, LogObjects objects) {
        this.database = database;
        this.store = store;
        this.archive = archive;
        this.objects = objects;
    }

    LogExtent extent(Transaction tx, UUID buildId, int position) {
        // in this order: a log that is archived in between has no chunks any more
        long inChunks = store.size(tx, buildId, position);
        Optional<String> state = archive.state(tx, buildId, position);
        if (state.filter("expired"::equals).isPresent()) {
            return new LogExtent.Expired();
        }
        return new LogExtent.Present(
                archive.find(tx, buildId, position).map(KeptLog::bytes).orElse(inChunks));
    }

    /**
     * A piece that begins at an offset, 1 MiB at most; empty when the offset is at or past the end.
     *
     * @throws IOException if the log is deleted, or its object cannot be read
     */
    byte[] read(UUID buildId, int position, long from) throws IOException {
        byte[] piece = database.inStatement(tx -> store.read(tx, buildId, position, from));
        if (piece.length > 0) {
            return piece;
        }
        Optional<KeptLog> kept = database.inStatement(tx -> archive.find(tx, buildId, position));
        if (kept.isEmpty()) {
            return piece;
        }
        KeptLog log = kept.get();
        if (from >= log.bytes()) {
            return piece;
        }
        int frame = log.frameAt(from);
        byte[] content = LogFrames.expand(frame(log, frame), log.lengthOf(frame));
        int begin = Math.toIntExact(from - (long) frame * log.frameBytes());
        return begin == 0 ? content : Arrays.copyOfRange(content, begin, content.length);
    }

    /** Bytes from an offset on, as many as there are, but not more than {@code most}. */
    byte[] read(UUID buildId, int position, long from, int most) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (bytes.size() < most) {
            byte[] piece = read(buildId, position, from + bytes.size());
            if (piece.length == 0) {
                break;
            }
            bytes.write(piece, 0, Math.min(piece.length, most - bytes.size()));
        }
        return bytes.toByteArray();
    }

    /** How many line ends there are before an offset. */
    long linesBefore(UUID buildId, int position, long offset) throws IOException {
        LineMark mark = database.inTransaction(tx -> archive.find(tx, buildId, position)
                .map(log -> log.mark(Math.min(offset, log.bytes())))
                .orElseGet(() -> store.mark(tx, buildId, position, offset)));
        byte[] rest = read(buildId, position, mark.offset(), Math.toIntExact(offset - mark.offset()));
        return mark.lines() + LineMark.count(rest, rest.length);
    }

    private byte[] frame(KeptLog log, int number) throws IOException {
        if (log.objectKey().isPresent()) {
            return objects.read(log.objectKey().get(), log.startOf(number), log.compressedLengthOf(number));
        }
        return database.inStatement(tx -> archive.frame(tx, log.buildId(), log.position(), number))
                .orElseThrow(() -> new IOException("the log of build %s was deleted".formatted(log.buildId())));
    }
}
