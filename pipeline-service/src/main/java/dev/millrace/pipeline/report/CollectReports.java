package dev.millrace.pipeline.report;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.build.JobReport;
import dev.millrace.pipeline.build.JobReport.FailedStep;
import dev.millrace.pipeline.build.JobReport.TestCount;
import dev.millrace.pipeline.log.LogLines;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Reads what an attempt at a job reports, and stores it in place of what an earlier attempt reported. */
@Singleton
public final class CollectReports {

    private static final Logger LOG = Logger.getLogger(CollectReports.class);

    private final Database database;
    private final ReportStore store;
    private final LogLines lines;

    CollectReports(Database database, ReportStore store, LogLines lines) {
        this.database = database;
        this.store = store;
        this.lines = lines;
    }

    /** Never fails: a job whose reports cannot be read or stored ends as it would without them. Its log must be stored. */
    public void collect(EndedAttempt attempt) {
        UUID build = attempt.build().id();
        try {
            var annotations = new Annotations();
            Optional<TestCount> tests = annotate(attempt, annotations);
            List<Annotation> all = annotations.all().stream()
                    .map(one -> one.masked(attempt.mask()))
                    .toList();
            Optional<String> summary = attempt.folder().summary().map(attempt.mask());
            var report = new JobReport(failedStep(attempt), tests, summary, all.size());
            boolean stored = database.inTransaction(tx -> store.replace(tx, attempt.job(), report, all));
            LOG.debugf(
                    "reports of job=%s of buildId=%s: %s, stored=%s",
                    attempt.job().name(), build, report, stored);
        } catch (IOException | RuntimeException e) {
            LOG.warnf(
                    e,
                    "the reports are lost: buildId=%s job=%s",
                    build,
                    attempt.job().name());
        }
    }

    /** Reports first: a thousand warnings in the output must not crowd out the tests that failed. */
    private Optional<TestCount> annotate(EndedAttempt attempt, Annotations annotations) throws IOException {
        var files = new CheckoutFiles(attempt.checkout());
        Optional<TestCount> tests = ReadReports.read(attempt.definition(), files, annotations);
        var problems = new MatchProblems(files);
        lines.read(attempt.build().id(), attempt.job().position(), attempt.outputFrom(), line -> {
            problems.in(line).ifPresent(annotations::add);
            return !annotations.isFull();
        });
        return tests;
    }

    private static Optional<FailedStep> failedStep(EndedAttempt attempt) {
        if (!attempt.failed()) {
            return Optional.empty();
        }
        if (attempt.steps().size() == 1) {
            return Optional.of(attempt.steps().getFirst());
        }
        return attempt.folder()
                .lastStep()
                .flatMap(number -> attempt.steps().stream()
                        .filter(step -> step.number() == number)
                        .findFirst());
    }
}
