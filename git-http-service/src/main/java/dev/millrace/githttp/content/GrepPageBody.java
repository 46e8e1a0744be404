package dev.millrace.githttp.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the files in which a search found something. */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrepPageBody(
        Query query,
        Repo repo,
        List<Match> matches,
        @Nullable String nextCursor,
        boolean hasMore) {

    @JsonNaming(SnakeCaseStrategy.class)
    public record Query(String pattern, boolean caseSensitive) {}

    public record Repo(String ref, String commit) {}

    public record Match(String path, List<Line> lines) {}

    /**
     * One line.
     *
     * @param type {@code match} or {@code context}
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Line(int lineNumber, String text, String type) {}
}
