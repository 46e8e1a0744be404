package dev.millrace.githttp.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between two commits. */
final class DiffBody {

    private DiffBody() {}

    /**
     * A commit compared with another.
     *
     * @param baseSha the other; empty text for a first commit, which is compared with nothing
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record OfCommit(String sha, String baseSha, Stats stats, List<File> files, List<Filtered> filteredFiles) {}

    /**
     * A branch compared with where it left another.
     *
     * @param mergeBaseSha empty text if they have no common history
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record OfBranch(
            String branch,
            String base,
            String mergeBaseSha,
            Stats stats,
            List<File> files,
            List<Filtered> filteredFiles) {}

    /** Numbers of all files, of lines in those that are not filtered. */
    record Stats(int files, int additions, int deletions, int changes) {

        static Stats of(List<File> files, List<Filtered> filtered) {
            int additions = files.stream().mapToInt(File::additions).sum();
            int deletions = files.stream().mapToInt(File::deletions).sum();
            return new Stats(files.size() + filtered.size(), additions, deletions, additions + deletions);
        }
    }

    /**
     * One file.
     *
     * @param state as git's {@code --name-status}: {@code A}, {@code M}, {@code D}, {@code R100}
     * @param oldPath of a renamed file
     * @param raw its part of the patch
     * @param bytes of that part
     * @param eof whether it is complete
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record File(
            String path,
            String state,
            @Nullable String oldPath,
            String raw,
            int bytes,
            @JsonProperty("is_eof") boolean eof,
            int additions,
            int deletions) {}

    /**
     * A file whose difference is too large, or is not text.
     *
     * @param bytes of the larger of its two contents
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Filtered(
            String path,
            String state,
            @Nullable String oldPath,
            long bytes,
            @JsonProperty("is_eof") boolean eof) {}
}
