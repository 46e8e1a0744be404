package dev.millrace.ingest.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A report that may be of a change that was reconciled before it arrived. One that is taken for a part of a reconciled change by
 * mistake, because its ref has been moved to and fro, is made up for: the mirror's move then has no report and is reconciled.
 */
final class LateReport {

    /** By how much the forge's clock may differ from ours. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** The forge cuts off parts of seconds. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private LateReport() {}

    /**
     * The reconciled change that the report is of, with what is left to explain of it; empty if the report is news.
     *
     * @param pushedAt when the forge last received a push to the repository: when it received this one, or later
     * @param reconciled changes of the ref
     */
    static Optional<ReconciledRef> explained(
            RefStep report, Optional<Instant> pushedAt, Collection<ReconciledRef> reconciled) {
        List<ReconciledRef> open = reconciled.stream()
                .filter(ref -> ref.open().isPresent())
                .sorted(Comparator.comparing(ReconciledRef::movedAt).thenComparing(ReconciledRef::id))
                .toList();
        return open.stream()
                .filter(ref -> ref.open().filter(report::equals).isPresent())
                .findFirst()
                .map(ref -> ref.open(new RefStep(report.after(), report.after())))
                .or(() -> part(report, pushedAt, open));
    }

    /** A sync may have seen several pushes as one change. */
    private static Optional<ReconciledRef> part(RefStep report, Optional<Instant> pushedAt, List<ReconciledRef> open) {
        for (ReconciledRef ref : open) {
            RefStep left = ref.open().orElseThrow();
            boolean isLater =
                    pushedAt.filter(at -> at.isAfter(ref.movedAt().plus(SKEW))).isPresent();
            if (!isLater && left.before().equals(report.before())) {
                return Optional.of(ref.open(new RefStep(report.after(), left.after())));
            }
            if (!isLater && left.after().equals(report.after())) {
                return Optional.of(ref.open(new RefStep(left.before(), report.before())));
            }
            boolean isBetween = pushedAt.filter(
                            at -> at.plus(PRECISION).isAfter(ref.checkedAt()) && !at.isAfter(ref.movedAt()))
                    .isPresent();
            if (isBetween) {
                return Optional.of(ref);
            }
        }
        return Optional.empty();
    }
}
