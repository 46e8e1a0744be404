/** A running platform to measure, its teams and webhooks, and statistics of the measurements. */
@NullMarked
package dev.millrace.bench.platform;

import org.jspecify.annotations.NullMarked;
