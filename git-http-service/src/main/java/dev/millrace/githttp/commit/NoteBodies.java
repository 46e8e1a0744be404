package dev.millrace.githttp.commit;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/** Requests and responses about notes. Where two generations of clients name a field differently, both names are there. */
final class NoteBodies {

    private NoteBodies() {}

    /**
     * A change of a note.
     *
     * @param action {@code add} or {@code append}; not read when a note is deleted
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Request(
            @JsonAlias("object_ref") @Nullable String sha,
            @Nullable String action,
            @Nullable String note,
            @JsonAlias("notes_ref") @Nullable String ref,
            @JsonAlias("expected_notes_ref_sha") @Nullable String expectedRefSha,
            @Nullable PersonBody author) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Read(String sha, String note, String refSha) {}

    /** @param baseCommit where the ref was; absent if it was created */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Written(
            String sha,
            String targetRef,
            String notesRef,
            @Nullable String baseCommit,
            String newRefSha,
            Result result) {}

    record Result(boolean success, @JsonProperty("status") String reason, String message) {}
}
