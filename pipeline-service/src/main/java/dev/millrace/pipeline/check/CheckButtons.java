package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunAction;
import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.pipeline.check.CheckContent.Status;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The buttons of a build's check run. GitHub shows buttons only once a run is completed, so none can cancel a running build;
 * {@link #CANCEL} is reserved for a forge that shows them earlier.
 */
final class CheckButtons {

    /** Runs the jobs again that did not pass. */
    static final String RERUN_FAILED = "rerun-failed";

    /** Runs all jobs again. */
    static final String RERUN_ALL = "rerun-all";

    /** Cancels the build. */
    static final String CANCEL = "cancel";

    private static final CheckRunAction FAILED =
            new CheckRunAction("Re-run failed", "Run the jobs again that did not pass", RERUN_FAILED);
    private static final CheckRunAction ALL =
            new CheckRunAction("Re-run all", "Run all jobs of this build again", RERUN_ALL);
    private static final Set<Conclusion> WITH_FAILURES =
            EnumSet.of(Conclusion.FAILURE, Conclusion.TIMED_OUT, Conclusion.CANCELLED);

    private CheckButtons() {}

    static List<CheckRunAction> of(CheckRow row) {
        CheckContent content = row.content();
        if (!row.ofBuild() || content.status() != Status.COMPLETED) {
            return List.of();
        }
        Optional<Conclusion> failure = content.conclusion().filter(WITH_FAILURES::contains);
        return failure.isPresent() ? List.of(FAILED, ALL) : List.of(ALL);
    }
}
