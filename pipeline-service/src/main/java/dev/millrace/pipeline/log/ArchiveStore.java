package dev.millrace.pipeline.log;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tables {@code pipeline.job_log}, {@code pipeline.log_frame} and {@code pipeline.log_object}. */
@Singleton
final class ArchiveStore {

    private static final String OF_THE_LOG = " where build_id = :build and position = :position";

    /** {@code open}, {@code kept} or {@code expired}; empty if the job has printed nothing. */
    Optional<String> state(Transaction tx, UUID buildId, int position) {
        return tx.handle()
                .createQuery("select state from pipeline.job_log" + OF_THE_LOG)
                .bind("build", buildId)
                .bind("position", position)
                .mapTo(String.class)
                .findOne();
    }

    /** The log, if it is in frames. */
    Optional<KeptLog> find(Transaction tx, UUID buildId, int position) {
        return tx.handle()
                .createQuery("""
                        select build_id, position, bytes, frame_bytes, frame_ends, frame_lines, object_key
                        from pipeline.job_log
                        where build_id = :build and position = :position and state = 'kept'
                        """)
                .bind("build", buildId)
                .bind("position", position)
                .map((row, context) -> new KeptLog(
                        row.getObject("build_id", UUID.class),
                        row.getInt("position"),
                        row.getLong("bytes"),
                        row.getInt("frame_bytes"),
                        numbers(row, "frame_ends"),
                        numbers(row, "frame_lines"),
                        Optional.ofNullable(row.getString("object_key"))))
                .findOne();
    }

    /** The last bytes of a log in frames. */
    Optional<byte[]> tail(Transaction tx, UUID buildId, int position) {
        return tx.handle()
                .createQuery("select tail from pipeline.job_log" + OF_THE_LOG + " and state = 'kept'")
                .bind("build", buildId)
                .bind("position", position)
                .map((row, context) -> row.getBytes("tail"))
                .findOne();
    }

    /** A frame from the database. */
    Optional<byte[]> frame(Transaction tx, UUID buildId, int position, int number) {
        return tx.handle()
                .createQuery("select bytes from pipeline.log_frame" + OF_THE_LOG + " and number = :number")
                .bind("build", buildId)
                .bind("position", position)
                .bind("number", number)
                .map((row, context) -> row.getBytes("bytes"))
                .findOne();
    }

    /**
     * Claims the log whose job ended first, for an instance that archives it.
     *
     * @param endedBefore by our clock
     * @param time for which no other instance gets it
     */
    Optional<OpenLog> claim(Transaction tx, Instant endedBefore, Duration time) {
        return tx.handle()
                .createQuery("""
                        update pipeline.job_log l set claimed_until = now() + :millis * interval '1 millisecond'
                        from (select o.build_id, o.position, j.finished_at
                              from pipeline.job_log o join pipeline.job j using (build_id, position)
                              where o.state = 'open' and (o.claimed_until is null or o.claimed_until < now())
                                and j.state not in ('queued', 'running') and j.finished_at < :before
                              order by j.finished_at
                              limit 1 for update of o skip locked) due
                        where l.build_id = due.build_id and l.position = due.position
                        returning l.build_id, l.position, due.finished_at
                        """)
                .bind("millis", time.toMillis())
                .bind("before", endedBefore.atOffset(ZoneOffset.UTC))
                .map((row, context) -> new OpenLog(
                        row.getObject("build_id", UUID.class),
                        row.getInt("position"),
                        row.getTimestamp("finished_at").toInstant()))
                .findOne();
    }

    /** Logs that are not archived, although their jobs have ended. */
    Waiting waiting(Transaction tx) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(j.finished_at) as since
                        from pipeline.job_log o join pipeline.job j using (build_id, position)
                        where o.state = 'open' and j.state not in ('queued', 'running')
                        """));
    }

    /** Locks a log; false if it is not open any more. */
    boolean lockOpen(Transaction tx, OpenLog log) {
        return tx.handle()
                .createQuery("select 1 from pipeline.job_log" + OF_THE_LOG + " and state = 'open' for update")
                .bind("build", log.buildId())
                .bind("position", log.position())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    void addFrame(Transaction tx, OpenLog log, int number, byte[] frame) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.log_frame (build_id, position, number, bytes)
                        values (:build, :position, :number, :bytes)
                        """)
                .bind("build", log.buildId())
                .bind("position", log.position())
                .bind("number", number)
                .bind("bytes", frame)
                .execute();
    }

    void deleteFrames(Transaction tx, OpenLog log) {
        tx.handle()
                .createUpdate("delete from pipeline.log_frame" + OF_THE_LOG)
                .bind("build", log.buildId())
                .bind("position", log.position())
                .execute();
    }

    /** The log is in frames from now on. */
    void keep(Transaction tx, KeptLog log, byte[] tail, Instant endedAt) {
        tx.handle()
                .createUpdate("""
                        update pipeline.job_log
                        set state = 'kept', claimed_until = null, bytes = :bytes, frame_bytes = :frameBytes,
                            frame_ends = :ends, frame_lines = :lines, tail = :tail, object_key = :key,
                            ended_at = :endedAt
                        """ + OF_THE_LOG)
                .bind("build", log.buildId())
                .bind("position", log.position())
                .bind("bytes", log.bytes())
                .bind("frameBytes", log.frameBytes())
                .bindArray("ends", Long.class, log.frameEnds())
                .bindArray("lines", Long.class, log.frameLines())
                .bind("tail", tail)
                .bind("key", log.objectKey())
                .bind("endedAt", endedAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Deletes the content of logs whose jobs ended before a time; returns of how many, {@code most} at most. */
    int expire(Transaction tx, Instant before, int most) {
        return tx.handle()
                .createUpdate("""
                        with due as (select build_id, position from pipeline.job_log
                                     where state = 'kept' and ended_at < :before
                                     order by ended_at limit :most for update skip locked),
                             gone as (delete from pipeline.log_frame f using due
                                      where f.build_id = due.build_id and f.position = due.position)
                        update pipeline.job_log l
                        set state = 'expired', tail = null, frame_ends = null, frame_lines = null, object_key = null
                        from due where l.build_id = due.build_id and l.position = due.position
                        """)
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .bind("most", most)
                .execute();
    }

    /** Notes an object before it is written. */
    void noteObject(Transaction tx, String key) {
        tx.handle()
                .createUpdate("insert into pipeline.log_object (object_key) values (:key)")
                .bind("key", key)
                .execute();
    }

    /** Keeps an object from being deleted while a log that refers to it is committed; false if it is too late for that. */
    boolean lockObject(Transaction tx, String key) {
        return tx.handle()
                .createQuery("select 1 from pipeline.log_object where object_key = :key and not doomed for update")
                .bind("key", key)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /**
     * Marks the objects that no log refers to, for {@link #doomed}.
     *
     * @param age for how long an object may be without a log, since it is written before
     */
    int doom(Transaction tx, Duration age) {
        return tx.handle().createUpdate("""
                        update pipeline.log_object o set doomed = true
                        where o.object_key in (
                            select object_key from pipeline.log_object
                            where not doomed and created_at < now() - :millis * interval '1 millisecond'
                              and not exists (select 1 from pipeline.job_log l
                                              where l.object_key = log_object.object_key)
                            for update skip locked)
                        """).bind("millis", age.toMillis()).execute();
    }

    /** Keys of objects that are to be deleted. */
    List<String> doomed(Transaction tx, int most) {
        return tx.handle()
                .createQuery("select object_key from pipeline.log_object where doomed order by created_at limit :most")
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    /** The object is deleted. */
    void forgetObject(Transaction tx, String key) {
        tx.handle()
                .createUpdate("delete from pipeline.log_object where object_key = :key and doomed")
                .bind("key", key)
                .execute();
    }

    private static List<Long> numbers(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((Long[]) array.getArray());
    }
}
