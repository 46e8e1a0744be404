/**
 * Which repositories the teams have here, so that a report can name one. Known from what the other services announce; nothing is
 * asked of them while a caller waits.
 */
@NullMarked
package dev.millrace.ingest.repository;

import org.jspecify.annotations.NullMarked;
