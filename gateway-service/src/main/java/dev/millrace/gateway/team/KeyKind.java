package dev.millrace.gateway.team;

import java.time.Instant;

/**
 * How one kind of key is read when a team registers it.
 *
 * @param field the field of the request that holds the key, for messages
 * @param longest maximum number of characters that are read
 * @param reader reads the text
 */
record KeyKind<K extends TeamKey>(String field, int longest, Reader<K> reader) {

    /** Reads a key. */
    @FunctionalInterface
    interface Reader<K extends TeamKey> {

        /**
         * Returns a new, active key.
         *
         * @throws IllegalArgumentException if the text is not a key of this kind
         */
        K read(String team, String name, String text, Instant at);
    }
}
