package dev.millrace.githttp.push;

import java.util.Optional;

/** How a push ended. In each case the client has received its report. */
public sealed interface PushOutcome {

    /**
     * Commands were carried out or rejected individually, and the client knows which.
     *
     * @param moved refs that were created, moved or deleted
     * @param refused refs that were not
     * @param firstBranch full name of the branch that HEAD should point to from now on, since it points to no branch and
     *     this push created the first ones
     */
    record Reported(int moved, int refused, Optional<String> firstBranch) implements PushOutcome {}

    /** The request could not be parsed or its pack not be accepted; nothing changed. */
    record Rejected(String reason) implements PushOutcome {}
}
