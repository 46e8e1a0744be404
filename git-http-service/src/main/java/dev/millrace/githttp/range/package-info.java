/** Parts of files over HTTP, for all downloads that can be resumed here. */
@NullMarked
package dev.millrace.githttp.range;

import org.jspecify.annotations.NullMarked;
