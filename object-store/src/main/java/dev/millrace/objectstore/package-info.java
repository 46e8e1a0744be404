/**
 * A port for immutable objects, with implementations for a directory and for S3, a local cache and meters: packs and large
 * files today. Nothing here depends on Git.
 */
@NullMarked
package dev.millrace.objectstore;

import org.jspecify.annotations.NullMarked;
