package dev.millrace.githttp.transport;

import java.io.IOException;
import java.io.OutputStream;

/** The response to a request of a fetch. */
sealed interface FetchAnswer {

    /** These bytes, which are the complete response. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(byte[] bytes) implements FetchAnswer {}

    /** Bytes that are produced while they are sent. */
    non-sealed interface Streamed extends FetchAnswer {
        void write(OutputStream answer) throws IOException;
    }

    /** Nothing was sent. */
    record Refused(FetchRefusal reason) implements FetchAnswer {}
}
