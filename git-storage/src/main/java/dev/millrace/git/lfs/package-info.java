/**
 * Git LFS objects and locks of repositories. An object is a file in the object store, under {@code lfs/}, and a row of its
 * repository. The file is written first, under a name that is used for one upload only, and the row makes it visible: a
 * crash between the two leaves an upload intent, by which {@link dev.millrace.git.lfs.LfsObjects#collectGarbage} finds the file. Of
 * two uploads of one object at the same time the first row wins, and the other file is deleted.
 */
@NullMarked
package dev.millrace.git.lfs;

import org.jspecify.annotations.NullMarked;
