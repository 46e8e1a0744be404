package dev.millrace.pipeline.report;

import dev.millrace.pipeline.build.JobReport.TestCount;
import dev.millrace.pipeline.workflow.JobDefinition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Reads the reports among the artifacts of a job: JUnit XML and SARIF. */
final class ReadReports {

    static final int MOST_FILES = 50;
    static final long LARGEST_FILE = 10L << 20;

    private static final Logger LOG = Logger.getLogger(ReadReports.class);

    private ReadReports() {}

    /**
     * Adds what they report to the annotations.
     *
     * @return the number of tests in all of them; empty if none is a report of tests
     */
    static Optional<TestCount> read(JobDefinition job, CheckoutFiles files, Annotations annotations) {
        if (job.artifacts().isEmpty()) {
            return Optional.empty();
        }
        List<String> found =
                files.list(path -> isReport(path) && job.artifacts().stream().anyMatch(one -> one.matches(path)));
        Optional<TestCount> tests = Optional.empty();
        for (String path : found.subList(0, Math.min(MOST_FILES, found.size()))) {
            tests = sum(tests, read(path, files, annotations));
        }
        return tests;
    }

    private static boolean isReport(String path) {
        return path.endsWith(".xml") || path.endsWith(".sarif") || path.endsWith(".json");
    }

    private static Optional<TestCount> read(String path, CheckoutFiles files, Annotations annotations) {
        Path file = files.path(path);
        try {
            if (Files.size(file) > LARGEST_FILE) {
                return Optional.empty();
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
                if (path.endsWith(".xml")) {
                    return ReadJunit.read(in, files, annotations);
                }
                ReadSarif.read(in, files, annotations);
                return Optional.empty();
            }
        } catch (IOException e) {
            LOG.debugf("the report %s cannot be read: %s", path, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<TestCount> sum(Optional<TestCount> one, Optional<TestCount> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return Optional.of(new TestCount(
                one.get().passed() + other.get().passed(),
                one.get().failed() + other.get().failed(),
                one.get().skipped() + other.get().skipped()));
    }
}
