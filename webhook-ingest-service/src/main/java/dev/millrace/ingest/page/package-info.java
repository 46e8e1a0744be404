/** Pages of lists that are sorted by time. */
@NullMarked
package dev.millrace.ingest.page;

import org.jspecify.annotations.NullMarked;
