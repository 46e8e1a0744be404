package dev.millrace.forge;

import java.util.Optional;

/**
 * Changes at GitHub and what is written on them: the state of a change, reactions to comments, and comments of our App. Texts
 * are truncated here to GitHub's 65,535 bytes. Writes of one installation are sent one at a time, but not spaced: the caller does
 * that, over all processes. After a rate limit, calls fail with {@code RATE_LIMITED} without being sent until it ends.
 */
public interface Conversations {

    /**
     * A change as it is now.
     *
     * @param repository {@code owner/name}; redirects after a rename are followed
     * @param number of the change, 1 or more
     * @throws ForgeFailure {@code NOT_FOUND} if there is no such change
     */
    ForgeChange change(ForgeInstallation installation, String repository, long number);

    /**
     * Reacts to a comment on a change. Repeating a reaction changes nothing.
     *
     * @param commentId the forge's number for the comment, decimal
     * @throws ForgeFailure {@code NOT_FOUND} if the comment was deleted
     */
    void react(ForgeInstallation installation, String repository, String commentId, Reaction reaction);

    /**
     * The oldest comment on a change that our App wrote and that begins with {@code marker}; the same text by another author is
     * not ours. At most the first 5,000 comments are searched.
     */
    Optional<Long> findOwnComment(ForgeInstallation installation, String repository, long number, String marker);

    /**
     * Comments on a change, and returns the forge's number for the comment. Every call creates another one, so check with
     * {@link #findOwnComment} after {@code AMBIGUOUS}.
     */
    long comment(ForgeInstallation installation, String repository, long number, String text);

    /**
     * Replaces the text of a comment of ours. Repeating it does no harm.
     *
     * @throws ForgeFailure {@code NOT_FOUND} if the comment was deleted
     */
    void edit(ForgeInstallation installation, String repository, long commentId, String text);

    /** The reactions that we use. */
    enum Reaction {
        EYES("eyes"),
        ROCKET("rocket"),
        THUMBS_DOWN("-1"),
        CONFUSED("confused");

        private final String wireName;

        Reaction(String wireName) {
            this.wireName = wireName;
        }

        /** As GitHub spells it, for example {@code -1}. */
        public String wireName() {
            return wireName;
        }
    }
}
