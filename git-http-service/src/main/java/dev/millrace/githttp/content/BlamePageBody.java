package dev.millrace.githttp.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which commit each line of a file is from. */
@JsonNaming(SnakeCaseStrategy.class)
record BlamePageBody(String ref, String path, String commitSha, List<Line> lines) {

    /**
     * One line.
     *
     * @param previousCommitSha the parent of its commit, if the file was there too
     * @param authorTime RFC 3339
     * @param summary first line of the message
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            int lineNumber,
            String commitSha,
            int originalLineNumber,
            String originalPath,
            @Nullable String previousCommitSha,
            String authorName,
            String authorEmail,
            String authorTime,
            String committerName,
            String committerEmail,
            String committerTime,
            String summary) {}
}
