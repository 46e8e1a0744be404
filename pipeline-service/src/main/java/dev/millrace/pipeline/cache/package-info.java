/**
 * Caches: folders that a job names and that a later run finds again, each of them once for the content that it depends on. What a build
 * may read and write depends on what started it: nothing that a change writes is read outside of that change.
 */
@NullMarked
package dev.millrace.pipeline.cache;

import org.jspecify.annotations.NullMarked;
