package dev.millrace.githttp.commit;

import dev.millrace.git.ref.RefNamespace;
import dev.millrace.githttp.api.ApiCalls;
import dev.millrace.githttp.commit.CommitBodies.Metadata;
import dev.millrace.kit.error.MillraceException;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A commit that is requested, apart from its files.
 *
 * @param branch short name of the branch that gets it
 * @param expected where that branch must be
 * @param base branch from which it starts, if it does not exist
 */
record CommitSpec(
        String branch,
        Optional<ObjectId> expected,
        Optional<String> base,
        RefNamespace namespace,
        RefNamespace baseNamespace,
        String message,
        PersonIdent author,
        PersonIdent committer) {

    private static final int LONGEST_MESSAGE = 1 << 20;

    /**
     * Reads what the call sent.
     *
     * @param usualMessage if the call has none; without one, a message is needed
     * @throws MillraceException 400 if something is missing or not valid
     */
    static CommitSpec of(Metadata metadata, Optional<String> usualMessage, Instant at) {
        PersonIdent author = PersonBody.ident(metadata.author(), "author", at);
        return new CommitSpec(
                branch(metadata.targetBranch(), "target_branch"),
                expected(metadata.expectedHeadSha(), "expected_head_sha"),
                Optional.ofNullable(metadata.baseBranch())
                        .filter(given -> !given.isBlank())
                        .map(given -> branch(given, "base_branch")),
                ApiCalls.namespace(Boolean.TRUE.equals(metadata.ephemeral())),
                ApiCalls.namespace(Boolean.TRUE.equals(metadata.ephemeralBase())),
                message(metadata.commitMessage(), usualMessage),
                author,
                metadata.committer() == null ? author : PersonBody.ident(metadata.committer(), "committer", at));
    }

    /** Full name of the branch. */
    String ref() {
        return Constants.R_HEADS + branch;
    }

    static String branch(@Nullable String given, String field) {
        if (given == null || given.isBlank()) {
            throw MillraceException.badRequest("the field '%s' is needed".formatted(field));
        }
        String name = given.startsWith(Constants.R_HEADS) ? given.substring(Constants.R_HEADS.length()) : given;
        if (!Repository.isValidRefName(Constants.R_HEADS + name)) {
            throw MillraceException.badRequest("'%s' is not a name of a branch".formatted(given));
        }
        return name;
    }

    static Optional<ObjectId> expected(@Nullable String given, String field) {
        if (given == null || given.isEmpty()) {
            return Optional.empty();
        }
        if (!ObjectId.isId(given)) {
            throw MillraceException.badRequest("the field '%s' has 40 hex digits, not '%s'".formatted(field, given));
        }
        return Optional.of(ObjectId.fromString(given));
    }

    private static String message(@Nullable String given, Optional<String> usual) {
        String message = Optional.ofNullable(given)
                .filter(text -> !text.isBlank())
                .or(() -> usual)
                .orElseThrow(() -> MillraceException.badRequest("the field 'commit_message' is needed"));
        if (message.length() > LONGEST_MESSAGE || message.indexOf('\0') >= 0) {
            throw MillraceException.badRequest(
                    "a message has at most %d characters, and no NUL".formatted(LONGEST_MESSAGE));
        }
        return message;
    }
}
