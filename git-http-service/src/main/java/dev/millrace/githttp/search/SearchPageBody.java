package dev.millrace.githttp.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.millrace.githttp.content.GrepPageBody.Line;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of files in which a search found something.
 *
 * @param hasMore whether there may be more; a page may have few matches, or none, although there are more
 * @param indexing repositories of the team whose newest commits are not indexed yet
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record SearchPageBody(
        Query query, List<Match> matches, @Nullable String nextCursor, boolean hasMore, long indexing) {

    @JsonNaming(SnakeCaseStrategy.class)
    record Query(String pattern, boolean caseSensitive, boolean literal) {}

    record Repo(UUID id, String name) {}

    /** @param commit at which the ref was searched */
    record Ref(String name, String commit) {}

    /**
     * A file.
     *
     * @param repo in which it is
     * @param refs branches and tags that have it, among those that were searched
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Match(Repo repo, String path, String blobSha, List<Ref> refs, List<Line> lines) {}
}
