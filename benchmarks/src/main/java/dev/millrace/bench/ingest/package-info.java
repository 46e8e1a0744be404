/** How fast webhooks are accepted: {@code bench ingest}. */
@NullMarked
package dev.millrace.bench.ingest;

import org.jspecify.annotations.NullMarked;
