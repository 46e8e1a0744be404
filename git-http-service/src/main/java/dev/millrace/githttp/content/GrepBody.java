package dev.millrace.githttp.content;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request of a search, as the API documents it. */
@JsonNaming(SnakeCaseStrategy.class)
record GrepBody(
        @Nullable Query query,
        @JsonAlias("rev") @Nullable String ref,
        @Nullable Boolean ephemeral,
        @Nullable List<String> paths,
        @Nullable Filters fileFilters,
        @Nullable Context context,
        @Nullable Limits limits,
        @Nullable Pagination pagination) {

    @JsonNaming(SnakeCaseStrategy.class)
    record Query(@Nullable String pattern, @Nullable Boolean caseSensitive) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Filters(
            @Nullable List<String> includeGlobs,
            @Nullable List<String> excludeGlobs,
            @Nullable List<String> extensionFilters) {}

    record Context(@Nullable Integer before, @Nullable Integer after) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Limits(@Nullable Integer maxLines, @Nullable Integer maxMatchesPerFile) {}

    record Pagination(@Nullable String cursor, @Nullable Integer limit) {}
}
