/** Restores what an upstream forced or deleted, from what git-storage retains. */
@NullMarked
package dev.millrace.sync.restore;

import org.jspecify.annotations.NullMarked;
