package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;

/** The table {@code pipeline.log_chunk}. */
@Singleton
public final class LogStore {

    /** Length of a job's log in bytes. */
    public long size(Transaction tx, UUID buildId, int position) {
        return tx.handle()
                .createQuery("""
                        select coalesce(max(start_offset + length(bytes)), 0) from pipeline.log_chunk
                        where build_id = :build and position = :position
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .mapTo(Long.class)
                .one();
    }

    /** Adds to the end. An offset that is taken is left alone: another worker has gone on from there. */
    public void append(Transaction tx, UUID buildId, int position, long startOffset, byte[] bytes) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.log_chunk (build_id, position, start_offset, bytes)
                        values (:build, :position, :offset, :bytes)
                        on conflict do nothing
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("offset", startOffset)
                .bind("bytes", bytes)
                .execute();
    }

    /** The log from an offset on; nothing when it lies at or behind the end. */
    public byte[] read(Transaction tx, UUID buildId, int position, long from) {
        var bytes = new ByteArrayOutputStream();
        for (Chunk chunk : chunks(tx, buildId, position, from)) {
            int skipped = Math.toIntExact(Math.max(0, from - chunk.startOffset()));
            bytes.write(chunk.bytes(), skipped, chunk.bytes().length - skipped);
        }
        return bytes.toByteArray();
    }

    private static List<Chunk> chunks(Transaction tx, UUID buildId, int position, long from) {
        return tx.handle()
                .createQuery("""
                        select start_offset, bytes from pipeline.log_chunk
                        where build_id = :build and position = :position and start_offset + length(bytes) > :from
                        order by start_offset
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("from", from)
                .map((row, context) -> new Chunk(row.getLong("start_offset"), row.getBytes("bytes")))
                .list();
    }

    private static final class Chunk {
        private final long startOffset;
        private final byte[] bytes;

        Chunk(long startOffset, byte[] bytes) {
            this.startOffset = startOffset;
            this.bytes = bytes;
        }

        long startOffset() {
            return startOffset;
        }

        byte[] bytes() {
            return bytes;
        }
    }
}
