/** The meaning of SourceHut's payloads: the result of the query that the subscriber chose, see docs/forges.md. */
@NullMarked
package dev.millrace.ingest.forge.sourcehut;

import org.jspecify.annotations.NullMarked;
