/** A running platform to measure, its teams and webhooks, and the sums of what was measured. */
@NullMarked
package dev.millrace.bench.platform;

import org.jspecify.annotations.NullMarked;
