package dev.millrace.git.retention;

import dev.millrace.git.catalog.StoredRepository;
import java.util.List;

/**
 * What an audit of one repository found.
 *
 * @param packs live ones
 * @param retiredPacks those that wait for the end of their retention
 * @param uploads packs being uploaded, or abandoned and not yet deleted
 * @param files of live packs
 * @param bytes of live packs
 * @param problems in no order
 */
public record AuditReport(
        StoredRepository repository,
        int packs,
        int retiredPacks,
        int uploads,
        int files,
        long bytes,
        List<AuditProblem> problems) {

    public AuditReport {
        problems = List.copyOf(problems);
    }

    /** Whether no action is needed. */
    public boolean isClean() {
        return problems.stream().noneMatch(problem -> problem.kind().isDamage());
    }
}
