package dev.millrace.sync.pass;

import java.util.Optional;

/** How far a pass is: its stage, what it has moved, and how often it had to begin again. */
final class StageProgress {

    private static final int TRIES = 3;

    private final SyncProgress shown;
    private Stage stage;
    private int outdated;
    private int refsMoved;

    /**
     * At the beginning.
     *
     * @param shown receives the stage
     * @param isFirst whether no pass has succeeded yet: only then there are stages
     */
    StageProgress(SyncProgress shown, boolean isFirst) {
        this.shown = shown;
        this.stage = isFirst ? Stage.DEFAULT_BRANCH : Stage.EVERYTHING;
    }

    /**
     * The part of a plan for the stage, or for the next stage that has one.
     *
     * @param head full name of the default branch, if it is known
     */
    SyncPlan enter(SyncPlan plan, Optional<String> head) {
        SyncPlan ofStage = plan.of(stage, head);
        while (ofStage.isEmpty() && stage != Stage.EVERYTHING) {
            stage = stage.next();
            ofStage = plan.of(stage, head);
        }
        shown.enter(stage);
        return ofStage;
    }

    void moved(int refs) {
        refsMoved += refs;
    }

    /** In all steps of the pass, HEAD included. */
    int refsMoved() {
        return refsMoved;
    }

    /**
     * A step ended well.
     *
     * @param endsStage whether it made the whole stage
     * @return whether it was the last one
     */
    boolean endStep(boolean endsStage) {
        boolean isLast = endsStage && stage == Stage.EVERYTHING;
        if (endsStage) {
            stage = stage.next();
        }
        return isLast;
    }

    /** A side was changed during a step: read both again, but not forever. */
    Step outdated(String reason) {
        outdated++;
        return outdated < TRIES
                ? new Step.Again()
                : Step.failed("the upstream changes faster than it can be read: " + reason);
    }
}
