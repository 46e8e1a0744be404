package dev.millrace.git.dfs;

import java.nio.file.Path;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/**
 * A finished file of a pack, in the scratch directory until it is uploaded.
 *
 * @param size bytes
 * @param sha256 64 hex digits
 */
record SpooledFile(PackExt extension, Path path, long size, String sha256) {}
