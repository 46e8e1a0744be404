package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The table {@code pipeline.log_chunk}: logs of jobs that run, or ended a moment ago. */
@Singleton
final class LogStore {

    /**
     * Chunks that are looked at for an offset. One would do, unless a lost worker has appended among those of the next; all of them
     * would be read whenever a reader asks for what is not printed yet.
     */
    private static final int FEW = 8;

    /** Prepares a log for its first bytes; returns its length in bytes, more than 0 if another worker began it. */
    long open(Transaction tx, UUID buildId, int position) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.job_log (build_id, position) values (:build, :position)
                        on conflict do nothing
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .execute();
        return size(tx, buildId, position);
    }

    /** Length of what is here of a job's log, in bytes. */
    long size(Transaction tx, UUID buildId, int position) {
        return tx.handle()
                .createQuery("""
                        select coalesce(max(start_offset + length(bytes)), 0)
                        from (select start_offset, bytes from pipeline.log_chunk
                              where build_id = :build and position = :position
                              order by start_offset desc limit :few) last
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("few", FEW)
                .mapTo(Long.class)
                .one();
    }

    /**
     * Appends. An offset that is already stored stays as it is: another worker has continued from there. Nothing is appended to a
     * log that is archived: the job has ended, and the worker that appends was lost before.
     */
    void append(Transaction tx, UUID buildId, int position, long startOffset, List<byte[]> chunks) {
        var batch = tx.handle().prepareBatch("""
                insert into pipeline.log_chunk (build_id, position, start_offset, bytes, line_ends)
                select :build, :position, :offset, :bytes, :lineEnds
                where not exists (select 1 from pipeline.job_log
                                  where build_id = :build and position = :position and state <> 'open')
                on conflict do nothing
                """);
        long offset = startOffset;
        for (byte[] chunk : chunks) {
            batch.bind("build", buildId)
                    .bind("position", position)
                    .bind("offset", offset)
                    .bind("bytes", chunk)
                    .bind("lineEnds", LineMark.count(chunk, chunk.length))
                    .add();
            offset += chunk.length;
        }
        batch.execute();
    }

    /** A piece of the log that begins at an offset, 256 KiB at most; empty when the offset is at or past the end. */
    byte[] read(Transaction tx, UUID buildId, int position, long from) {
        return tx.handle()
                .createQuery("""
                        select start_offset, bytes
                        from (select start_offset, bytes from pipeline.log_chunk
                              where build_id = :build and position = :position and start_offset <= :from
                              order by start_offset desc limit :few) last
                        where start_offset + length(bytes) > :from
                        order by start_offset desc limit 1
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("few", FEW)
                .bind("from", from)
                .map((row, context) -> {
                    byte[] chunk = row.getBytes("bytes");
                    return Arrays.copyOfRange(chunk, Math.toIntExact(from - row.getLong("start_offset")), chunk.length);
                })
                .findOne()
                .orElse(new byte[0]);
    }

    /** The begin of the chunk that an offset is in, and the line ends before. */
    LineMark mark(Transaction tx, UUID buildId, int position, long offset) {
        return tx.handle()
                .createQuery("""
                        select coalesce(max(start_offset + length(bytes)), 0) as reached, coalesce(sum(line_ends), 0) as lines
                        from pipeline.log_chunk
                        where build_id = :build and position = :position and start_offset + length(bytes) <= :offset
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .bind("offset", offset)
                .map((row, context) -> new LineMark(row.getLong("reached"), row.getLong("lines")))
                .one();
    }

    /** Deletes what is here of a log. */
    void delete(Transaction tx, UUID buildId, int position) {
        tx.handle()
                .createUpdate("delete from pipeline.log_chunk where build_id = :build and position = :position")
                .bind("build", buildId)
                .bind("position", position)
                .execute();
    }

    /** Deletes what lost workers appended at the moment in which the log was archived. */
    int deleteStray(Transaction tx) {
        return tx.handle().createUpdate("""
                        delete from pipeline.log_chunk c using pipeline.job_log l
                        where l.build_id = c.build_id and l.position = c.position and l.state <> 'open'
                        """).execute();
    }

    /** Lets logs be archived that an instance of the previous version has begun. */
    int adopt(Transaction tx) {
        return tx.handle().createUpdate("""
                        insert into pipeline.job_log (build_id, position)
                        select distinct build_id, position from pipeline.log_chunk
                        on conflict do nothing
                        """).execute();
    }
}
