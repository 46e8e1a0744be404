/** How fast metrics are computed from many facts, and whether they are exact. */
@NullMarked
package dev.millrace.bench.insights;

import org.jspecify.annotations.NullMarked;
