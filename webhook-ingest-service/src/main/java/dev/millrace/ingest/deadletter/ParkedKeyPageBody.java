package dev.millrace.ingest.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.ingest.page.PagePosition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of parked keys, those parked last first.
 *
 * @param nextCursor {@code cursor} of the next page; null if this is the last
 */
@JsonNaming(SnakeCaseStrategy.class)
record ParkedKeyPageBody(List<ParkedKeyBody> parkedKeys, Optional<String> nextCursor) {

    /** @param found one more than the page has, if there is a next one */
    static ParkedKeyPageBody of(List<ParkedKey> found, int limit) {
        List<ParkedKey> page = found.subList(0, Math.min(limit, found.size()));
        return new ParkedKeyPageBody(
                page.stream().map(ParkedKeyBody::of).toList(),
                found.size() > limit
                        ? Optional.of(page.getLast().position()).map(PagePosition::cursor)
                        : Optional.empty());
    }

    /**
     * A key whose records wait behind a dead letter.
     *
     * @param service whose consumer it is
     * @param deadLetter id of the dead letter that decides
     * @param state of the dead letter; {@code released} and {@code discarded} while what waits is processed
     * @param waiting records behind it; 0 or more
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record ParkedKeyBody(
            String service,
            String topic,
            String key,
            Optional<Long> deadLetter,
            Optional<String> state,
            int waiting,
            Instant parkedAt) {

        static ParkedKeyBody of(ParkedKey key) {
            return new ParkedKeyBody(
                    key.service(),
                    key.topic(),
                    key.key(),
                    key.deadLetter(),
                    key.state().map(DeadLetter.State::wireName),
                    key.waiting(),
                    key.parkedAt());
        }
    }
}
