/** How fast pipelines start, run and report. */
@NullMarked
package dev.millrace.bench.pipeline;

import org.jspecify.annotations.NullMarked;
