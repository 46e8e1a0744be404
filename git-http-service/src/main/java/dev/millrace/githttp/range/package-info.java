/** Parts of files over HTTP, for whatever can be resumed here. */
@NullMarked
package dev.millrace.githttp.range;

import org.jspecify.annotations.NullMarked;
