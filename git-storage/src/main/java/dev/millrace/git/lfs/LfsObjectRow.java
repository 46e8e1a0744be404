package dev.millrace.git.lfs;

import java.util.UUID;

/**
 * An object of a repository, or one that is being uploaded.
 *
 * @param size bytes; -1 where it is not known, in an upload intent
 * @param uploadId which upload's file holds it
 */
record LfsObjectRow(UUID repositoryId, LfsOid oid, long size, UUID uploadId) {}
