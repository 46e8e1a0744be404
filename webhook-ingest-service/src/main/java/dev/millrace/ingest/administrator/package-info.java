/** The administrator, whom the gateway authenticates. */
@NullMarked
package dev.millrace.ingest.administrator;

import org.jspecify.annotations.NullMarked;
