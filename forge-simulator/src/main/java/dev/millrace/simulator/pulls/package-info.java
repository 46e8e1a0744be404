/**
 * Changes (pull requests): opened, pushed to, merged, closed, reopened, and their REST calls and webhooks.
 */
@NullMarked
package dev.millrace.simulator.pulls;

import org.jspecify.annotations.NullMarked;
