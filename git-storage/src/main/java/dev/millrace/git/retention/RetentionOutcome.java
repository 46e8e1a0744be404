package dev.millrace.git.retention;

/**
 * What one run of retention deleted; all 0 or more.
 *
 * @param packs retired packs, rows and files
 * @param uploads packs that were never committed
 * @param files objects in the store, of both
 * @param failures packs and uploads whose files could not be deleted; the next run tries again
 * @param pushes rows
 * @param refMoves rows of the log of refs
 */
public record RetentionOutcome(int packs, int uploads, int files, int failures, int pushes, int refMoves) {

    /** Whether there was nothing to do. */
    public boolean isEmpty() {
        return packs + uploads + files + failures + pushes + refMoves == 0;
    }
}
