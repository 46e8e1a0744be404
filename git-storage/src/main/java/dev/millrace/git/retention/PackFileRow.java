package dev.millrace.git.retention;

import dev.millrace.objectstore.ObjectKey;
import java.util.UUID;

/**
 * A file of a pack, as recorded in the manifest.
 *
 * @param extension for example {@code pack}
 * @param size bytes
 * @param sha256 64 hex digits
 */
record PackFileRow(UUID packId, boolean retired, String extension, long size, String sha256) {

    ObjectKey key(UUID repositoryId) {
        return new ObjectKey(repositoryId + "/" + packId + "." + extension);
    }
}
