/**
 * Moves refs for any caller: the ref is updated, push, create and delete are announced, and the followers of pushes are
 * notified.
 */
@NullMarked
package dev.millrace.simulator.pushes;

import org.jspecify.annotations.NullMarked;
