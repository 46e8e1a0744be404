package dev.millrace.git.lfs;

/**
 * The content of an LFS pointer.
 *
 * @param size bytes, 0 or more
 */
public record LfsObject(LfsOid oid, long size) {}
