package dev.millrace.githttp.audit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.git.retention.AuditProblem;
import dev.millrace.git.retention.AuditReport;
import java.util.List;
import java.util.Locale;

/**
 * An audit in a response.
 *
 * @param clean whether no action is needed; malformed objects do not count, since old public history is full of them
 * @param checkedContents whether all content was read, or only names and sizes compared
 * @param uploads packs being uploaded, or abandoned and not yet deleted
 * @param bytes of live packs
 */
@JsonNaming(SnakeCaseStrategy.class)
record AuditBody(
        String repositoryId,
        String team,
        String name,
        boolean clean,
        boolean checkedContents,
        int packs,
        int retiredPacks,
        int uploads,
        int files,
        long bytes,
        List<ProblemBody> problems) {

    static AuditBody of(AuditReport report, boolean checkedContents) {
        return new AuditBody(
                report.repository().id().toString(),
                report.repository().team(),
                report.repository().name(),
                report.isClean(),
                checkedContents,
                report.packs(),
                report.retiredPacks(),
                report.uploads(),
                report.files(),
                report.bytes(),
                report.problems().stream().map(ProblemBody::of).toList());
    }

    /**
     * One finding.
     *
     * @param kind for example {@code missing_file}
     * @param subject key of a file in the store, id of a Git object, or name of a ref
     */
    record ProblemBody(String kind, String subject, String detail) {

        static ProblemBody of(AuditProblem problem) {
            return new ProblemBody(problem.kind().name().toLowerCase(Locale.ROOT), problem.subject(), problem.detail());
        }
    }
}
