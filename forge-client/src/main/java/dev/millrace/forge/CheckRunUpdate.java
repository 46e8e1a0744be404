package dev.millrace.forge;

import java.util.List;
import java.util.Optional;

/**
 * The new state of a check run.
 *
 * @param state its progress
 * @param output replaces what its page shows, and adds annotations; empty leaves it
 * @param actions buttons, at most three; none leaves them
 */
public record CheckRunUpdate(CheckRunState state, Optional<CheckRunOutput> output, List<CheckRunAction> actions) {

    public CheckRunUpdate {
        actions = List.copyOf(actions);
    }

    /** One that leaves the buttons. */
    public CheckRunUpdate(CheckRunState state, Optional<CheckRunOutput> output) {
        this(state, output, List.of());
    }
}
