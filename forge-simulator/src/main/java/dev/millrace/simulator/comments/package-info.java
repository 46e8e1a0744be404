/**
 * Comments on changes, as issue comments.
 */
@NullMarked
package dev.millrace.simulator.comments;

import org.jspecify.annotations.NullMarked;
