package dev.millrace.ingest.deadletter;

import java.util.Optional;

/**
 * Which dead letters; empty parts exclude none.
 *
 * @param service whose consumer it was
 * @param topic where the record was read
 */
record DeadLetterFilter(Optional<String> service, Optional<String> topic, Optional<DeadLetter.State> state) {}
