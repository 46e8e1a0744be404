package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import dev.millrace.forge.CommitStatus;
import dev.millrace.forge.CommitStatus.State;

/** A check run as a commit status, which has one line and four states. */
final class StatusContent {

    private StatusContent() {}

    static CommitStatus of(CheckRow row) {
        CheckContent content = row.content();
        return new CommitStatus(
                row.name(),
                content.conclusion().map(StatusContent::state).orElse(State.PENDING),
                content.title(),
                content.detailsUrl());
    }

    private static State state(Conclusion conclusion) {
        return switch (conclusion) {
            // none of them keeps a required check from being met
            case SUCCESS, NEUTRAL, SKIPPED -> State.SUCCESS;
            case FAILURE, TIMED_OUT -> State.FAILURE;
            case CANCELLED -> State.ERROR;
            // nothing has failed, and the change must not be merged yet
            case ACTION_REQUIRED -> State.PENDING;
        };
    }
}
