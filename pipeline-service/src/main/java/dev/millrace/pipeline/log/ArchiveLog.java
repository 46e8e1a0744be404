package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.PipelineConfig;
import dev.millrace.pipeline.PipelineConfig.LogStorage;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Turns the chunks of a log into frames. In the database this is one transaction. An object is noted, then written, and then
 * one transaction makes the log refer to it and deletes the chunks: a process that ends before leaves an object that no log
 * refers to, which {@link ExpireLogs} deletes. Any number of instances may do this at the same time.
 */
@Singleton
final class ArchiveLog {

    /** Of files that are being written, in the work directory. */
    static final String FILE_PREFIX = "log-";

    private final Database database;
    private final LogStore store;
    private final ArchiveStore archive;
    private final LogObjects objects;
    private final PipelineConfig config;

    ArchiveLog(Database database, LogStore store, ArchiveStore archive, LogObjects objects, PipelineConfig config) {
        this.database = database;
        this.store = store;
        this.archive = archive;
        this.objects = objects;
        this.config = config;
    }

    /** Archives a log whose job has ended. */
    ArchiveOutcome archive(OpenLog log) throws IOException {
        boolean isEmpty = read(log, 0).length == 0;
        if (isEmpty || config.logStorage() == LogStorage.DATABASE) {
            return inDatabase(log);
        }
        return refer(log, write(log));
    }

    /** A log whose object is written, and that does not refer to it yet. */
    static final class Written {

        private final KeptLog log;
        private final byte[] tail;

        private Written(KeptLog log, byte[] tail) {
            this.log = log;
            this.tail = tail;
        }

        String key() {
            return log.objectKey().orElseThrow();
        }
    }

    private ArchiveOutcome inDatabase(OpenLog log) {
        return database.inTransaction(tx -> {
            if (!archive.lockOpen(tx, log)) {
                return new ArchiveOutcome.NotKept();
            }
            try {
                var frames = new LogFrames((number, frame) -> archive.addFrame(tx, log, number, frame));
                copy(log, frames, tx);
                KeptLog kept = frames.finish(log.buildId(), log.position(), Optional.empty());
                ArchiveOutcome outcome = keep(tx, log, kept, frames.tail());
                if (outcome instanceof ArchiveOutcome.NotKept) {
                    archive.deleteFrames(tx, log);
                }
                return outcome;
            } catch (IOException e) {
                throw new UncheckedIOException("frames are made in memory", e);
            }
        });
    }

    private void copy(OpenLog log, LogFrames frames, Transaction tx) throws IOException {
        long offset = 0;
        byte[] piece = store.read(tx, log.buildId(), log.position(), offset);
        while (piece.length > 0) {
            frames.write(piece);
            offset += piece.length;
            piece = store.read(tx, log.buildId(), log.position(), offset);
        }
    }

    /** Writes the object; no log refers to it yet. */
    Written write(OpenLog log) throws IOException {
        String key = LogObjects.newKey(log);
        database.useTransaction(tx -> archive.noteObject(tx, key));
        Path folder = Files.createDirectories(config.workDirectory());
        Path file = Files.createTempFile(folder, FILE_PREFIX, ".frames");
        try {
            Written written = write(log, key, file);
            objects.put(key, file);
            return written;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Written write(OpenLog log, String key, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            var frames = new LogFrames((number, frame) -> out.write(frame));
            long offset = 0;
            byte[] piece = read(log, offset);
            while (piece.length > 0) {
                frames.write(piece);
                offset += piece.length;
                piece = read(log, offset);
            }
            KeptLog kept = frames.finish(log.buildId(), log.position(), Optional.of(key));
            return new Written(kept, frames.tail());
        }
    }

    private byte[] read(OpenLog log, long offset) {
        return database.inStatement(tx -> store.read(tx, log.buildId(), log.position(), offset));
    }

    /** Makes the log refer to its object, unless the log or the object has changed meanwhile. */
    ArchiveOutcome refer(OpenLog log, Written written) {
        return database.inTransaction(tx -> archive.lockOpen(tx, log) && archive.lockObject(tx, written.key())
                ? keep(tx, log, written.log, written.tail)
                : new ArchiveOutcome.NotKept());
    }

    private ArchiveOutcome keep(Transaction tx, OpenLog log, KeptLog kept, byte[] tail) {
        if (store.size(tx, log.buildId(), log.position()) != kept.bytes()) {
            return new ArchiveOutcome.NotKept();
        }
        archive.keep(tx, kept, tail, log.endedAt());
        store.delete(tx, log.buildId(), log.position());
        return new ArchiveOutcome.Kept(
                kept.bytes(), kept.frameEnds().isEmpty() ? 0 : kept.frameEnds().getLast());
    }
}
