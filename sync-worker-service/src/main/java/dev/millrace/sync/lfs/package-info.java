/**
 * Git LFS objects of mirrors. A pass finds the pointers among the objects that it fetched and records the objects they
 * point to before it moves refs; afterwards these are fetched from the upstream. What could not be fetched stays recorded
 * and is tried again by later passes, so that a process that dies, or an unavailable store of large files, loses nothing
 * and delays no refs. Owns {@code sync.wanted_lfs_object}.
 */
@NullMarked
package dev.millrace.sync.lfs;

import org.jspecify.annotations.NullMarked;
