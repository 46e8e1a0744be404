package dev.millrace.git.repack;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a repository's packs.
 *
 * @param packs live packs by source: {@code INSERT}, {@code RECEIVE}, {@code COMPACT}, {@code GC}, {@code GC_REST},
 *     {@code UNREACHABLE_GARBAGE}
 * @param bytes of the live packs, without indexes
 * @param hasBitmap whether clones have a bitmap to use
 * @param hasCommitGraph whether history walks have a commit graph to use
 * @param running whether a worker is maintaining them now
 * @param lastKind what the last run that did something did: {@code repacked}, {@code compacted} or {@code failed}
 * @param lastMessage about that run, human-readable
 */
public record MaintenanceReport(
        Map<String, Integer> packs,
        long bytes,
        boolean hasBitmap,
        boolean hasCommitGraph,
        boolean running,
        Optional<String> lastKind,
        Optional<String> lastMessage,
        Optional<Instant> lastBeganAt,
        Optional<Instant> lastEndedAt) {}
