/**
 * What administrators do with stored deliveries: list them, look at one, and replay a selection. A replay is a row
 * ({@code ingest.replay}) that {@link dev.millrace.ingest.archive.RunReplay} works off page by page, through the same
 * normalizers and in the order of receipt; after a crash, the page under way is sent again with the same ids.
 */
@NullMarked
package dev.millrace.ingest.archive;

import org.jspecify.annotations.NullMarked;
