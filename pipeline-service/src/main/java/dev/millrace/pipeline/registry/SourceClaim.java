package dev.millrace.pipeline.registry;

import java.util.UUID;

/**
 * The right to publish what a repository defines, until another claim is made.
 *
 * @param lease random; what an earlier claim has read can no longer be published
 * @param wanted which request it fulfils, with all before
 * @param attempts how often the repository was read for it, this time included
 */
record SourceClaim(String team, String upstreamKey, UUID lease, long wanted, int attempts) {}
