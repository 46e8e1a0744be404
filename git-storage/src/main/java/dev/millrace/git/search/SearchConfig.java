package dev.millrace.git.search;

/**
 * What of a repository is indexed.
 *
 * @param refs branches and tags of one repository, 1 to 63: the default branch, and those that moved last
 * @param largestFile bytes of the largest file that is indexed
 * @param postings trigrams in memory while a repository is indexed, 8 bytes each, at least as many as the largest file has
 */
public record SearchConfig(int refs, int largestFile, int postings) {

    public SearchConfig {
        if (refs < 1 || refs > IndexedRef.SLOTS) {
            throw new IllegalArgumentException(
                    "%d refs of a repository cannot be indexed: 1 to %d can".formatted(refs, IndexedRef.SLOTS));
        }
        if (largestFile < 1 || postings < largestFile) {
            throw new IllegalArgumentException("a file of %d bytes has more trigrams than the %d that fit into memory"
                    .formatted(largestFile, postings));
        }
    }
}
