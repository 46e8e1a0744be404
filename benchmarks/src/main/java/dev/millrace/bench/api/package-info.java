/** Calls of the repository API, compared with the same reads and commits by {@code git} on a bare repository. */
@NullMarked
package dev.millrace.bench.api;

import org.jspecify.annotations.NullMarked;
