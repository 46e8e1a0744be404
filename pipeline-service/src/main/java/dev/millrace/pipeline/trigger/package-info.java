/**
 * From a forge's event to builds: which events can start something, the wait until the mirror serves their commit, and the
 * one transaction that creates the builds that {@code ops.yml} defines there. An event of the mirror ends the wait early;
 * otherwise the trigger polls, less and less often, until it gives up and reports that.
 */
@NullMarked
package dev.millrace.pipeline.trigger;

import org.jspecify.annotations.NullMarked;
