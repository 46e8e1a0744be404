package dev.millrace.ingest.archive;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries to replay: either those in the lists, together 1,000 at most, or all that match the other fields, of which
 * {@code repository} or {@code from} is required.
 *
 * @param deliveries ids of deliveries
 * @param guids of the forge; with {@code host}, of this forge only
 * @param deadLetters ids of dead letters that were made from deliveries
 * @param forge kind, {@code github}
 * @param host of the forge
 * @param repository {@code host:id}, or {@code owner/name} when the delivery was made
 * @param event for example {@code push}
 * @param from received at or after this time, ISO 8601
 * @param to received before this time; now by default
 * @param force whether effects that were had before are wanted again: builds of triggers that had builds
 */
@JsonNaming(SnakeCaseStrategy.class)
record ReplayRequestBody(
        @Nullable List<Long> deliveries,
        @Nullable List<String> guids,
        @Nullable List<Long> deadLetters,
        Optional<String> forge,
        Optional<String> host,
        Optional<String> repository,
        Optional<String> event,
        Optional<String> from,
        Optional<String> to,
        boolean force) {}
