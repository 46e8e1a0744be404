/** The store of objects that logs, artifacts and caches share. What an object is for, and how long it stays, their packages decide. */
@NullMarked
package dev.millrace.pipeline.object;

import org.jspecify.annotations.NullMarked;
