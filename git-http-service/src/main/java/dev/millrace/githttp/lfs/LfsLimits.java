package dev.millrace.githttp.lfs;

import java.util.OptionalLong;

/**
 * Limits of Git LFS.
 *
 * @param object bytes of one object
 * @param batch objects of one batch
 * @param repository bytes of all objects of one repository, if limited
 */
record LfsLimits(long object, int batch, OptionalLong repository) {}
