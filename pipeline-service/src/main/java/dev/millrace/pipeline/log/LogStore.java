package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.UUID;

/** The table {@code pipeline.log_chunk}. */
@Singleton
final class LogStore {

    /** Length of a job's log in bytes. */
    long size(Transaction tx, UUID buildId, int position) {
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

    /** Appends. An offset that is already stored stays as it is: another worker has continued from there. */
    void append(Transaction tx, UUID buildId, int position, long startOffset, byte[] bytes) {
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

    /** A piece of the log that begins at an offset, 256 KiB at most; empty when the offset is at or past the end. */
    byte[] read(Transaction tx, UUID buildId, int position, long from) {
        return tx.handle()
                .createQuery("""
                        select start_offset, bytes from pipeline.log_chunk
                        where build_id = :build and position = :position
                          and start_offset <= :from and start_offset + length(bytes) > :from
                        order by start_offset desc limit 1
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("from", from)
                .map((row, context) -> {
                    byte[] chunk = row.getBytes("bytes");
                    return Arrays.copyOfRange(chunk, Math.toIntExact(from - row.getLong("start_offset")), chunk.length);
                })
                .findOne()
                .orElse(new byte[0]);
    }
}
