package dev.millrace.githttp.push;

import java.util.Optional;

/** How a push ended. In each case the client has its report. */
public sealed interface PushOutcome {

    /**
     * Commands were carried out or turned down, each for itself, and the client knows which.
     *
     * @param moved refs that were created, moved or deleted
     * @param refused refs that were not
     * @param firstBranch full name of the branch that HEAD should point to from now on, since it points to none and this
     *     push brought the first ones
     */
    record Reported(int moved, int refused, Optional<String> firstBranch) implements PushOutcome {}

    /** The request could not be understood or its pack not be taken; nothing changed. */
    record Rejected(String reason) implements PushOutcome {}
}
