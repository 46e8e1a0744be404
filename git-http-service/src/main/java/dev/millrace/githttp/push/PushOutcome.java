package dev.millrace.githttp.push;

/** How a push ended. In each case the client has its report. */
public sealed interface PushOutcome {

    /**
     * Commands were carried out or turned down, each for itself, and the client knows which.
     *
     * @param moved refs that were created, moved or deleted
     * @param refused refs that were not
     */
    record Reported(int moved, int refused) implements PushOutcome {}

    /** The request could not be understood or its pack not be taken; nothing changed. */
    record Rejected(String reason) implements PushOutcome {}
}
