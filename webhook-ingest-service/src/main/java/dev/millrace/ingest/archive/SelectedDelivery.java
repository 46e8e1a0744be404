package dev.millrace.ingest.archive;

import dev.millrace.ingest.page.PagePosition;
import dev.millrace.ingest.relay.PendingDelivery;
import java.util.Optional;

/**
 * A delivery of a replay's page.
 *
 * @param content to be published; empty if its body is no longer stored
 * @param wasPublished whether its events were published before; otherwise it was poison
 */
record SelectedDelivery(PagePosition position, Optional<PendingDelivery> content, boolean wasPublished) {}
