package dev.millrace.git.repack;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the packs of a repository stand.
 *
 * @param packs live packs by source: {@code INSERT}, {@code RECEIVE}, {@code COMPACT}, {@code GC}, {@code GC_REST},
 *     {@code UNREACHABLE_GARBAGE}
 * @param bytes of the live packs, indexes left out
 * @param hasBitmap whether clones have a bitmap to use
 * @param hasCommitGraph whether history walks have a commit graph to use
 * @param running whether somebody works on them now
 * @param lastKind what the last run that did something did: {@code repacked}, {@code compacted} or {@code failed}
 * @param lastMessage about that run, for people
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
