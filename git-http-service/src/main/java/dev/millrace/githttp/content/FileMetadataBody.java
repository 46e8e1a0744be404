package dev.millrace.githttp.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of a commit's files with the commits that last changed them.
 *
 * @param commits by id
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileMetadataBody(
        List<File> files,
        Map<String, Commit> commits,
        String ref,
        @Nullable String nextCursor,
        boolean hasMore) {

    /** One file; a submodule has the size 0. */
    @JsonNaming(SnakeCaseStrategy.class)
    record File(String path, String mode, long size, String lastCommitSha, String type) {}

    record Commit(String author, String date, String message) {}
}
