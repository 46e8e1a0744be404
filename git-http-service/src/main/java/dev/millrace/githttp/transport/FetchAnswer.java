package dev.millrace.githttp.transport;

import dev.millrace.githttp.admission.Turn;
import java.io.IOException;
import java.io.OutputStream;

/** How a request of a fetch is answered. */
sealed interface FetchAnswer {

    /** With these bytes, which are all of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(byte[] bytes) implements FetchAnswer {}

    /** With bytes that are made while they are sent. */
    non-sealed interface Streamed extends FetchAnswer {
        void write(OutputStream answer) throws IOException;
    }

    /** Not now. */
    record TurnedAway(Turn.Refused turn) implements FetchAnswer {}
}
