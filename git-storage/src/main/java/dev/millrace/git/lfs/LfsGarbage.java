package dev.millrace.git.lfs;

/**
 * What one garbage collection removed.
 *
 * @param abandonedUploads uploads of crashed processes
 * @param objectsOfDeletedRepositories objects whose repository was deleted
 */
public record LfsGarbage(int abandonedUploads, int objectsOfDeletedRepositories) {

    /** Whether there was anything to do. */
    public boolean isEmpty() {
        return abandonedUploads == 0 && objectsOfDeletedRepositories == 0;
    }
}
