/**
 * Git LFS objects of mirrors. A pass finds the pointers among the objects that it fetched and writes down which objects they
 * ask for before it moves refs; afterwards these are fetched from the upstream. What could not be had stays written
 * down and is tried again by later passes, so that a process that dies, or a store of large files that is away, loses
 * nothing and holds up no refs.
 */
@NullMarked
package dev.millrace.sync.lfs;

import org.jspecify.annotations.NullMarked;
