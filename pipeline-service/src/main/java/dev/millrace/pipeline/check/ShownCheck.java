package dev.millrace.pipeline.check;

import dev.millrace.forge.CheckRunState.Conclusion;
import java.util.Optional;

/**
 * A check run as it should be shown.
 *
 * @param ended whether it is completed
 * @param conclusion how it ended
 */
public record ShownCheck(boolean ended, Optional<Conclusion> conclusion) {

    /** Whether it keeps a change from being merged where it is required. */
    public boolean blocks() {
        return ended
                && conclusion
                        .map(end -> switch (end) {
                            case ACTION_REQUIRED, CANCELLED, FAILURE, TIMED_OUT -> true;
                            case NEUTRAL, SKIPPED, SUCCESS -> false;
                        })
                        .orElse(false);
    }
}
