package dev.millrace.git.write;

/**
 * The limits that a repository may grow to. Checked in the transaction that would make it larger, so that many writers at
 * once do not exceed them; what shrinks a repository is never rejected.
 *
 * @param packBytes sum of all live packs and what is staged
 * @param refs number of refs in all namespaces, HEAD included
 */
public record WriteLimits(long packBytes, int refs) {

    /** No limits. */
    public static final WriteLimits NONE = new WriteLimits(Long.MAX_VALUE, Integer.MAX_VALUE);
}
