package dev.millrace.githttp.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a team's repositories, newest first.
 *
 * @param nextCursor cursor for the next page; absent on the last
 * @param hasMore whether there is a next page
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record PageBody(List<RepositoryBody> repos, @Nullable String nextCursor, boolean hasMore) {

    PageBody {
        repos = List.copyOf(repos);
    }
}
