/**
 * Where packs lie: a port for immutable objects, its forms on a directory and on S3, and what stands in front of them: a
 * local cache and meters. Nothing here knows Git.
 */
@NullMarked
package dev.millrace.git.object;

import org.jspecify.annotations.NullMarked;
