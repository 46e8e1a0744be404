/**
 * How long deliveries are kept: bodies in partitions by day, which are added ahead and dropped as a whole, and rows for as
 * long as a forge may repeat a GUID.
 */
@NullMarked
package dev.millrace.ingest.retention;

import org.jspecify.annotations.NullMarked;
