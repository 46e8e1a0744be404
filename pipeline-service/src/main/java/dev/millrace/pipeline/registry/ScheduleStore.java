package dev.millrace.pipeline.registry;

import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.pipeline.workflow.ScheduleDefinition;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code pipeline.workflow_schedule}. */
@Singleton
final class ScheduleStore {

    private static final String KEY = "workflow_id = :id and cron = :cron and zone = :zone and branch = :branch";

    /** Replaces the schedules of a workflow. One that it had before keeps its next time, which may just have come. */
    void replace(Transaction tx, UUID workflowId, List<ScheduleDefinition> schedules, Instant now) {
        List<DueSchedule> before = list(tx, workflowId);
        before.stream().filter(row -> !schedules.contains(row.schedule())).forEach(row -> delete(tx, row));
        List<ScheduleDefinition> known =
                new ArrayList<>(before.stream().map(DueSchedule::schedule).toList());
        for (ScheduleDefinition schedule : schedules) {
            if (!known.contains(schedule)) {
                known.add(schedule);
                schedule.nextAfter(now).ifPresent(next -> add(tx, workflowId, schedule, next));
            }
        }
    }

    private static void add(Transaction tx, UUID workflowId, ScheduleDefinition schedule, Instant next) {
        tx.handle()
                .createUpdate("""
                        insert into pipeline.workflow_schedule (workflow_id, cron, zone, branch, next_at, due_at)
                        values (:id, :cron, :zone, :branch, :next, :next)
                        on conflict do nothing
                        """)
                .bind("id", workflowId)
                .bind("cron", schedule.cron())
                .bind("zone", schedule.zone().getId())
                .bind("branch", schedule.branch().orElse(""))
                .bind("next", time(next))
                .execute();
    }

    /** Those of a workflow. */
    List<DueSchedule> list(Transaction tx, UUID workflowId) {
        return tx.handle()
                .createQuery("""
                        select * from pipeline.workflow_schedule where workflow_id = :id order by next_at, cron, branch
                        """)
                .bind("id", workflowId)
                .map((row, context) -> schedule(row))
                .list();
    }

    /** The schedule whose time came first. Until {@code leaseUntil} no other worker gets it. */
    Optional<DueSchedule> claim(Transaction tx, Instant now, Instant leaseUntil) {
        return tx.handle()
                .createQuery("""
                        update pipeline.workflow_schedule set due_at = :leaseUntil, attempts = attempts + 1
                        where (workflow_id, cron, zone, branch) = (
                            select workflow_id, cron, zone, branch from pipeline.workflow_schedule
                            where due_at <= :now
                            order by due_at
                            limit 1
                            for update skip locked)
                        returning *
                        """)
                .bind("now", time(now))
                .bind("leaseUntil", time(leaseUntil))
                .map((row, context) -> schedule(row))
                .findOne();
    }

    /** When the next one is due; in the past if one is. */
    Optional<Instant> nextDue(Transaction tx) {
        return tx.handle()
                .createQuery("select due_at from pipeline.workflow_schedule order by due_at limit 1")
                .map((row, context) -> row.getTimestamp("due_at").toInstant())
                .findOne();
    }

    /** Schedules whose time has come. */
    Waiting waiting(Transaction tx, Instant now) {
        return Waiting.of(tx.handle().createQuery("""
                        select count(*) as waiting, min(due_at) as since
                        from pipeline.workflow_schedule
                        where due_at <= :now
                        """).bind("now", time(now)));
    }

    /**
     * Ends a time that has come; false, and nothing is changed, if another worker has done so, or the schedule is gone.
     *
     * @param next empty if there is no further time
     */
    boolean advance(Transaction tx, DueSchedule due, Optional<Instant> next) {
        if (next.isEmpty()) {
            return delete(tx, due);
        }
        return tx.handle()
                        .createUpdate("""
                        update pipeline.workflow_schedule set next_at = :next, due_at = :next, attempts = 0
                        where next_at = :nextAt and
                        """ + KEY)
                        .bind("next", time(next.get()))
                        .bind("nextAt", time(due.nextAt()))
                        .bind("id", due.workflowId())
                        .bind("cron", due.schedule().cron())
                        .bind("zone", due.schedule().zone().getId())
                        .bind("branch", due.branch())
                        .execute()
                > 0;
    }

    /** Sets the time of the next attempt for the same time of the schedule. */
    void postpone(Transaction tx, DueSchedule due, Instant until) {
        tx.handle()
                .createUpdate("""
                        update pipeline.workflow_schedule set due_at = :until
                        where next_at = :nextAt and
                        """ + KEY)
                .bind("until", time(until))
                .bind("nextAt", time(due.nextAt()))
                .bind("id", due.workflowId())
                .bind("cron", due.schedule().cron())
                .bind("zone", due.schedule().zone().getId())
                .bind("branch", due.branch())
                .execute();
    }

    private static boolean delete(Transaction tx, DueSchedule due) {
        return tx.handle()
                        .createUpdate("delete from pipeline.workflow_schedule where next_at = :nextAt and " + KEY)
                        .bind("nextAt", time(due.nextAt()))
                        .bind("id", due.workflowId())
                        .bind("cron", due.schedule().cron())
                        .bind("zone", due.schedule().zone().getId())
                        .bind("branch", due.branch())
                        .execute()
                > 0;
    }

    private static DueSchedule schedule(ResultSet row) throws SQLException {
        return new DueSchedule(
                row.getObject("workflow_id", UUID.class),
                new ScheduleDefinition(
                        row.getString("cron"),
                        ZoneId.of(row.getString("zone")),
                        Optional.of(row.getString("branch")).filter(branch -> !branch.isEmpty())),
                row.getTimestamp("next_at").toInstant(),
                row.getInt("attempts"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
