package dev.millrace.githttp.search;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.githttp.api.ApiQuery;
import dev.millrace.kit.error.MillraceException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A search, as a body of JSON or as parameters.
 *
 * @param repositories names; all that the caller reads if absent
 * @param refs branches and tags, by their short or full names, or {@code *} for all that are indexed; default branches if absent
 */
@JsonNaming(SnakeCaseStrategy.class)
record SearchBody(
        @Nullable Query query,
        @Nullable List<String> repositories,
        @Nullable List<String> refs,
        @Nullable Filters fileFilters,
        @Nullable Context context,
        @Nullable Pagination pagination) {

    /** @param literal whether the pattern is a text, and not an expression of RE2 */
    @JsonNaming(SnakeCaseStrategy.class)
    record Query(
            @Nullable String pattern,
            @Nullable Boolean caseSensitive,
            @Nullable Boolean literal) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Filters(
            @Nullable List<String> includeGlobs,
            @Nullable List<String> excludeGlobs,
            @Nullable List<String> extensionFilters) {}

    record Context(@Nullable Integer before, @Nullable Integer after) {}

    record Pagination(@Nullable String cursor, @Nullable Integer limit) {}

    /** The search that parameters describe. */
    static SearchBody of(ApiQuery query) {
        return new SearchBody(
                new Query(query.required("q"), query.flagOr(true, "case_sensitive"), query.flag("literal")),
                query.all("repository"),
                query.all("ref"),
                new Filters(query.all("include"), query.all("exclude"), query.all("extension")),
                new Context(number(query, "before"), number(query, "after")),
                new Pagination(query.text("cursor").orElse(null), number(query, "limit")));
    }

    private static @Nullable Integer number(ApiQuery query, String name) {
        Optional<String> given = query.text(name);
        try {
            return given.map(Integer::valueOf).orElse(null);
        } catch (NumberFormatException e) {
            throw MillraceException.badRequest(
                    "the query parameter '%s' is a number, not '%s'".formatted(name, given.orElse("")));
        }
    }
}
