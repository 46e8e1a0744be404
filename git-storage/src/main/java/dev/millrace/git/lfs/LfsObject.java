package dev.millrace.git.lfs;

/**
 * What an LFS pointer says.
 *
 * @param size bytes, 0 or more
 */
public record LfsObject(LfsOid oid, long size) {}
