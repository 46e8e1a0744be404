package dev.millrace.forge;

import java.time.Instant;

/** Whether a call may be sent in its lane. */
sealed interface Admission {

    /**
     * It may; the lane must be left when it has ended.
     *
     * @param episode how many pauses for secondary limits preceded it
     */
    record Admitted(int episode) implements Admission {}

    /** GitHub has asked for a pause. Nothing is sent before its end, so a caller that can wait tries again then. */
    record Paused(Instant until) implements Admission {}

    /** Other calls of the lane have not ended in time. */
    record Busy() implements Admission {}
}
