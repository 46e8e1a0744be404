package dev.millrace.githttp.refs;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests and responses about refs. Where two generations of clients name a field differently, both names are there. */
final class RefBodies {

    private RefBodies() {}

    /** A branch; {@code createdAt} in RFC 3339. */
    @JsonNaming(SnakeCaseStrategy.class)
    record Branch(String cursor, String name, String headSha, String createdAt) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Branches(List<Branch> branches, @Nullable String nextCursor, boolean hasMore) {}

    /** A tag; {@code sha} is the commit, also of an annotated tag. */
    record Tag(String cursor, String name, String sha) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tags(List<Tag> tags, @Nullable String nextCursor, boolean hasMore) {}

    record NotesRef(String cursor, String ref, String sha) {}

    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NotesRefs(List<NotesRef> refs, @Nullable String nextCursor, boolean hasMore, String prefix) {}

    /** The request of a branch. */
    @JsonNaming(SnakeCaseStrategy.class)
    record NewBranch(
            @Nullable String targetBranch,
            @Nullable String baseRef,
            @Nullable String baseBranch,
            @Nullable Boolean baseIsEphemeral,
            @Nullable Boolean targetIsEphemeral) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record CreatedBranch(String message, String targetBranch, boolean targetIsEphemeral, String commitSha) {}

    /** The request to delete a branch. */
    @JsonNaming(SnakeCaseStrategy.class)
    record GoneBranch(
            @JsonAlias("target_branch") @Nullable String name,
            @JsonAlias("target_is_ephemeral") @Nullable Boolean ephemeral) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record DeletedBranch(String name, String targetBranch, String message, boolean ephemeral) {}

    /** The request of a tag. */
    record NewTag(
            @Nullable String name,
            @JsonAlias("ref") @Nullable String target) {}

    record CreatedTag(String name, String sha, String message) {}

    /** The request to delete a tag. */
    record GoneTag(@Nullable String name) {}

    record DeletedTag(String name, String message) {}
}
