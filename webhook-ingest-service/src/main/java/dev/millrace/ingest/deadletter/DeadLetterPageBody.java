package dev.millrace.ingest.deadletter;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.page.PagePosition;
import java.util.List;
import java.util.Optional;

/**
 * A page of dead letters, newest first.
 *
 * @param nextCursor {@code cursor} of the next page; null if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record DeadLetterPageBody(List<DeadLetterBody> deadLetters, Optional<String> nextCursor) {

    /** @param found one more than the page has, if there is a next one */
    static DeadLetterPageBody of(List<DeadLetter> found, int limit) {
        List<DeadLetter> page = found.subList(0, Math.min(limit, found.size()));
        return new DeadLetterPageBody(
                page.stream().map(DeadLetterBody::of).toList(),
                found.size() > limit
                        ? Optional.of(page.getLast().position()).map(PagePosition::cursor)
                        : Optional.empty());
    }
}
