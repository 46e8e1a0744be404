/** Following a compacted topic: every instance of a service reads all of it and keeps the newest state in memory. */
@NullMarked
package dev.millrace.kit.follow;

import org.jspecify.annotations.NullMarked;
