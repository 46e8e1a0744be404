package dev.millrace.ingest.delivery;

import java.time.Instant;
import java.util.Map;

/** What is stored of the call that brought a delivery. */
interface StorableCall {

    /** By our clock. */
    Instant receivedAt();

    /** The headers worth keeping, by name in lower case. */
    Map<String, String> keptHeaders();

    /** Of the body. */
    String contentType();

    /** Bytes as received. */
    ReceivedBody body();
}
