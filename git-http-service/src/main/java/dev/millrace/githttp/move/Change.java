package dev.millrace.githttp.move;

import java.io.IOException;
import java.util.List;

/**
 * Prepares the moves of refs, and the objects that they need.
 *
 * @param <T> what the caller gets once the refs have moved
 */
@FunctionalInterface
public interface Change<T> {

    /**
     * The moves, on the refs as they are now.
     *
     * @throws ChangeRefused if it cannot be done
     */
    Planned<T> on(Staging staging) throws IOException, ChangeRefused;

    /**
     * Prepared moves; their objects are in the session.
     *
     * @param moves of at most one for each ref; empty if everything is already as requested
     */
    record Planned<T>(List<RefMove> moves, T result) {
        public Planned {
            moves = List.copyOf(moves);
        }
    }
}
