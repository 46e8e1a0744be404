package dev.millrace.pipeline.report;

import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.build.JobReport;
import dev.millrace.pipeline.build.JobReport.FailedStep;
import dev.millrace.pipeline.build.JobReport.TestCount;
import dev.millrace.pipeline.build.JobRow;
import dev.millrace.pipeline.report.Annotation.Level;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The tables {@code pipeline.job_report} and {@code pipeline.annotation}. */
@Singleton
final class ReportStore {

    /** The newest reports of the jobs of a build; those of jobs that were carried over are in the build where they ran. */
    private static final String REPORTS = """
            from pipeline.job j
            join pipeline.job_report r
              on r.build_id = coalesce(j.carried_from, j.build_id) and r.position = j.position and r.attempt = j.attempts
            """;

    private static final String ANNOTATIONS =
            "select j.position, j.name, a.number, a.level, a.path, a.start_line, a.end_line, a.message, a.title "
                    + REPORTS
                    + " join pipeline.annotation a on a.build_id = r.build_id and a.position = r.position ";

    /** Stores the report of an attempt; false, and nothing is changed, if the job is in another attempt or has ended. */
    boolean replace(Transaction tx, JobRow job, JobReport report, List<Annotation> annotations) {
        boolean current = tx.handle()
                        .createUpdate("""
                        insert into pipeline.job_report (build_id, position, attempt, failed_step, failed_through, failed_text,
                            tests_passed, tests_failed, tests_skipped, summary, annotations)
                        select build_id, position, attempts, :step, :through, :text, :passed, :failed, :skipped, :summary,
                            :annotations
                        from pipeline.job
                        where build_id = :build and position = :position and attempts = :attempt and state = 'running'
                        on conflict (build_id, position) do update
                        set attempt = excluded.attempt, failed_step = excluded.failed_step,
                            failed_through = excluded.failed_through, failed_text = excluded.failed_text,
                            tests_passed = excluded.tests_passed, tests_failed = excluded.tests_failed,
                            tests_skipped = excluded.tests_skipped, summary = excluded.summary,
                            annotations = excluded.annotations
                        """)
                        .bind("build", job.buildId())
                        .bind("position", job.position())
                        .bind("attempt", job.attempts())
                        .bind(
                                "step",
                                report.failedStep().map(FailedStep::number).orElse(null))
                        .bind(
                                "through",
                                report.failedStep().map(FailedStep::through).orElse(null))
                        .bind("text", report.failedStep().map(FailedStep::text))
                        .bind("passed", report.tests().map(TestCount::passed).orElse(null))
                        .bind("failed", report.tests().map(TestCount::failed).orElse(null))
                        .bind("skipped", report.tests().map(TestCount::skipped).orElse(null))
                        .bind("summary", report.summary())
                        .bind("annotations", annotations.size())
                        .execute()
                > 0;
        if (current) {
            tx.handle()
                    .createUpdate("delete from pipeline.annotation where build_id = :build and position = :position")
                    .bind("build", job.buildId())
                    .bind("position", job.position())
                    .execute();
            add(tx, job, annotations);
        }
        return current;
    }

    private static void add(Transaction tx, JobRow job, List<Annotation> annotations) {
        if (annotations.isEmpty()) {
            return;
        }
        var batch = tx.handle().prepareBatch("""
                insert into pipeline.annotation
                    (build_id, position, number, level, path, start_line, end_line, message, title)
                values (:build, :position, :number, :level, :path, :start, :end, :message, :title)
                """);
        int number = 0;
        for (Annotation annotation : annotations) {
            batch.bind("build", job.buildId())
                    .bind("position", job.position())
                    .bind("number", number++)
                    .bind("level", annotation.level().ordinal())
                    .bind("path", annotation.path())
                    .bind("start", annotation.startLine())
                    .bind("end", annotation.endLine())
                    .bind("message", annotation.message())
                    .bind("title", annotation.title())
                    .add();
        }
        batch.execute();
    }

    /** The reports of a build's jobs by position. */
    Map<Integer, JobReport> list(Transaction tx, UUID buildId) {
        Map<Integer, JobReport> reports = new HashMap<>();
        tx.handle()
                .createQuery("select r.* " + REPORTS + " where j.build_id = :build")
                .bind("build", buildId)
                .map((row, context) -> Map.entry(row.getInt("position"), report(row)))
                .forEach(entry -> reports.put(entry.getKey(), entry.getValue()));
        return reports;
    }

    /**
     * Annotations of a build in the order of its jobs.
     *
     * @param after the last one of the page before; empty for the first page
     */
    List<FoundAnnotation> page(Transaction tx, UUID buildId, Optional<AnnotationPosition> after, int limit) {
        return tx.handle()
                .createQuery(ANNOTATIONS + """
                        where j.build_id = :build and (j.position, a.number) > (:job, :number)
                        order by j.position, a.number
                        limit :limit
                        """)
                .bind("build", buildId)
                .bind("job", after.map(AnnotationPosition::job).orElse(-1))
                .bind("number", after.map(AnnotationPosition::number).orElse(-1))
                .bind("limit", limit)
                .map((row, context) -> found(row))
                .list();
    }

    /** How many annotations the jobs of a build have. */
    int count(Transaction tx, UUID buildId) {
        return tx.handle()
                .createQuery("select coalesce(sum(r.annotations), 0) " + REPORTS + " where j.build_id = :build")
                .bind("build", buildId)
                .mapTo(Integer.class)
                .one();
    }

    /** Annotations of a build, the gravest first, in an order that stays once its jobs have ended. */
    List<FoundAnnotation> gravest(Transaction tx, UUID buildId, int from, int limit) {
        return tx.handle()
                .createQuery(ANNOTATIONS + """
                        where j.build_id = :build
                        order by a.level, a.path collate "C", a.start_line, j.position, a.number
                        limit :limit offset :from
                        """)
                .bind("build", buildId)
                .bind("from", from)
                .bind("limit", limit)
                .map((row, context) -> found(row))
                .list();
    }

    private static FoundAnnotation found(ResultSet row) throws SQLException {
        return new FoundAnnotation(
                new AnnotationPosition(row.getInt("position"), row.getInt("number")),
                row.getString("name"),
                new Annotation(
                        row.getString("path"),
                        row.getInt("start_line"),
                        row.getInt("end_line"),
                        Level.values()[row.getInt("level")],
                        row.getString("message"),
                        Optional.ofNullable(row.getString("title"))));
    }

    private static JobReport report(ResultSet row) throws SQLException {
        Optional<FailedStep> step = row.getObject("failed_step") == null
                ? Optional.empty()
                : Optional.of(new FailedStep(
                        row.getInt("failed_step"), row.getInt("failed_through"), row.getString("failed_text")));
        Optional<TestCount> tests = row.getObject("tests_passed") == null
                ? Optional.empty()
                : Optional.of(new TestCount(
                        row.getInt("tests_passed"), row.getInt("tests_failed"), row.getInt("tests_skipped")));
        return new JobReport(step, tests, Optional.ofNullable(row.getString("summary")), row.getInt("annotations"));
    }
}
