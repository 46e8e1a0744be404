package dev.millrace.githttp.visible;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.githttp.visible.AddOutcome.Added;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was done to each repository of a request.
 *
 * @param nextPage the page to send the request for next; absent on the last, and for named repositories
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record AddedBody(
        List<CreatedBody> created,
        List<SkippedBody> skipped,
        @Nullable Integer nextPage) {

    AddedBody {
        created = List.copyOf(created);
        skipped = List.copyOf(skipped);
    }

    static AddedBody of(Added added, @Nullable Integer page) {
        return new AddedBody(
                added.created().stream()
                        .map(each -> new CreatedBody(each.repositoryId(), each.name()))
                        .toList(),
                added.skipped().stream()
                        .map(each -> new SkippedBody(
                                each.name(), each.reason().name().toLowerCase(Locale.ROOT)))
                        .toList(),
                page != null && added.hasMore() ? page + 1 : null);
    }

    /** A new read-only mirror. */
    @JsonNaming(SnakeCaseStrategy.class)
    record CreatedBody(UUID repoId, String repoName) {}

    /**
     * A repository that was left alone.
     *
     * @param reason {@code mirrored}, {@code name_taken} or {@code deleted}
     */
    record SkippedBody(String name, String reason) {}
}
