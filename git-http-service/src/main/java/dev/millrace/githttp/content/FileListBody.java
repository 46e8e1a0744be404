package dev.millrace.githttp.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a commit's files.
 *
 * @param paths of files and symbolic links
 * @param ref as requested; the default branch if nothing was
 * @param entries those, and folders and submodules
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileListBody(
        List<String> paths,
        String ref,
        List<Listed> entries,
        @Nullable String nextCursor,
        boolean hasMore) {

    /** One entry. */
    record Listed(String path, String type, String mode) {

        static Listed of(Entry entry) {
            return new Listed(entry.path(), entry.type(), entry.modeText());
        }
    }
}
