/** Reports to teams whether their mirrors are current, lets them request syncs, and waits for a commit to arrive. */
@NullMarked
package dev.millrace.sync.status;

import org.jspecify.annotations.NullMarked;
