package dev.millrace.ingest.archive;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The deliveries of a replay.
 *
 * @param deliveries these; if empty, all that match the filter
 * @param filter if there is no list
 * @param until received before this time: a replay does not follow what arrives meanwhile
 */
record Selection(Optional<List<Long>> deliveries, DeliveryFilter filter, Instant until) {}
