/**
 * From a forge's event to builds: which events can start something, the wait until the mirror serves their commit, and the
 * one transaction that makes the builds that {@code ops.yml} asks for there. The wait is woken by news of the mirror and
 * otherwise looks by itself, less and less often, until it gives up and says so.
 */
@NullMarked
package dev.millrace.pipeline.trigger;

import org.jspecify.annotations.NullMarked;
