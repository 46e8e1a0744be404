package dev.millrace.ingest.forge;

import java.util.Map;

/** Reads the deliveries of one forge. A pure function: the same payload gives the same events, ids included. */
public interface Normalizer {

    /**
     * Whether the delivery is from this forge, judged by its headers.
     *
     * @param headers by name in lower case, as kept with the delivery
     */
    boolean reads(Map<String, String> headers);

    /**
     * Reads one payload.
     *
     * @param delivered where it came from
     * @param json the payload, UTF-8, already extracted from the form if it arrived in one
     */
    Normalization normalize(Delivered delivered, byte[] json);
}
