package dev.millrace.insights.repository;

import dev.millrace.insights.fact.FactCounts;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A repository that has insights.
 *
 * @param id ours
 * @param name {@code owner/name}
 * @param upstreamKey {@code instance:id} at its forge; null for a repository of our own
 * @param defaultBranch as the forge last reported; null if it never did
 * @param archived as the forge last reported
 * @param deletedAtForge as the forge last reported
 * @param dataThrough latest time in any event about it
 * @param facts how much is known
 */
record RepositoryBody(
        UUID id,
        String name,
        Optional<String> upstreamKey,
        Optional<String> defaultBranch,
        boolean archived,
        boolean deletedAtForge,
        Optional<Instant> dataThrough,
        FactCounts facts) {}
