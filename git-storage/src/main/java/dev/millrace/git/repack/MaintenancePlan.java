package dev.millrace.git.repack;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.pack.PackExt;

/** What a repository's packs need now. */
sealed interface MaintenancePlan {

    /** Nothing. */
    record Nothing() implements MaintenancePlan {}

    /** Some of the new packs become one. */
    record Compact(List<DfsPackDescription> packs) implements MaintenancePlan {}

    /**
     * Everything is repacked.
     *
     * @param reason human-readable
     */
    record Repack(String reason) implements MaintenancePlan {}

    /** Packs from a full repack whose objects are reachable. */
    Set<PackSource> REPACKED = EnumSet.of(PackSource.GC, PackSource.GC_REST);

    /** How long an expired tip may wait for others, so that a day's expiries cost one repack. */
    Duration EXPIRY_ROUND = Duration.ofDays(1);

    /**
     * What is known of a repository.
     *
     * @param packs the live ones
     * @param rewritten whether the repacked ones hold commits that forced moves or deletions left behind
     * @param expired when the first retained tip expired, if one has
     * @param repackedAt when the last full repack began, if there was one
     * @param repackTook how long it took
     */
    record Facts(
            boolean isMirror,
            List<DfsPackDescription> packs,
            boolean rewritten,
            Optional<Instant> expired,
            Optional<Instant> repackedAt,
            Duration repackTook) {

        /** The time before which no full repack begins. */
        Instant restsUntil(MaintenanceConfig config) {
            return repackedAt
                    .map(at -> at.plus(repackTook.multipliedBy(1L + config.restFactor())))
                    .orElse(Instant.MIN);
        }

        List<DfsPackDescription> garbage() {
            return packs.stream()
                    .filter(pack -> pack.getPackSource() == PackSource.UNREACHABLE_GARBAGE)
                    .toList();
        }

        private List<DfsPackDescription> added() {
            return packs.stream()
                    .filter(pack -> !REPACKED.contains(pack.getPackSource())
                            && pack.getPackSource() != PackSource.UNREACHABLE_GARBAGE)
                    .toList();
        }

        private long repackedBytes() {
            return bytes(packs.stream()
                    .filter(pack -> REPACKED.contains(pack.getPackSource()))
                    .toList());
        }
    }

    static MaintenancePlan of(Facts facts, MaintenanceConfig config, Instant now) {
        Optional<String> reason = reasonToRepack(facts, config, now);
        if (reason.isPresent() && !now.isBefore(facts.restsUntil(config))) {
            return new Repack(reason.get());
        }
        List<DfsPackDescription> added = facts.added();
        return added.size() > config.compactAbove() ? new Compact(worthMerging(added)) : new Nothing();
    }

    /** Why everything should be repacked, if it should. */
    static Optional<String> reasonToRepack(Facts facts, MaintenanceConfig config, Instant now) {
        List<DfsPackDescription> added = facts.added();
        long objects =
                added.stream().mapToLong(DfsPackDescription::getObjectCount).sum();
        if (facts.repackedBytes() == 0) {
            return objects >= (facts.isMirror() ? 1 : config.leastObjects())
                    ? Optional.of("first repack")
                    : Optional.empty();
        }
        if (bytes(added) > facts.repackedBytes() * config.repackShare()) {
            return Optional.of("new packs");
        }
        if (objects > config.repackObjects()) {
            return Optional.of("objects without a bitmap");
        }
        if (facts.rewritten()) {
            return Optional.of("forced updates");
        }
        if (nextExpiry(facts, config).filter(at -> !at.isAfter(now)).isPresent()) {
            return Optional.of("expired garbage");
        }
        return Optional.empty();
    }

    /** When garbage or an expired retained tip is reason enough to repack. */
    static Optional<Instant> nextExpiry(Facts facts, MaintenanceConfig config) {
        Optional<Instant> garbage =
                facts.garbage().stream().map(pack -> expiry(pack, config)).min(Comparator.naturalOrder());
        return java.util.stream.Stream.of(garbage, facts.expired())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(at -> facts.repackedAt()
                        .map(last -> last.plus(EXPIRY_ROUND))
                        .filter(round -> round.isAfter(at))
                        .orElse(at));
    }

    /** When a pack of garbage may be dropped. */
    static Instant expiry(DfsPackDescription garbage, MaintenanceConfig config) {
        return Instant.ofEpochMilli(garbage.getLastModified()).plus(config.garbageLife());
    }

    /**
     * The smallest packs, up to the last one that is at most twice as large as all smaller ones together: a large pack is
     * copied again only after as much has been added, and few packs are left because each is larger than the rest together.
     */
    private static List<DfsPackDescription> worthMerging(List<DfsPackDescription> added) {
        List<DfsPackDescription> bySize = added.stream()
                .sorted(Comparator.comparingLong(pack -> pack.getFileSize(PackExt.PACK)))
                .toList();
        int merged = 2;
        long smaller = 0;
        for (int i = 0; i < bySize.size(); i++) {
            long size = bySize.get(i).getFileSize(PackExt.PACK);
            if (size <= 2 * smaller) {
                merged = Math.max(merged, i + 1);
            }
            smaller += size;
        }
        return bySize.subList(0, merged);
    }

    private static long bytes(List<DfsPackDescription> packs) {
        return packs.stream().mapToLong(pack -> pack.getFileSize(PackExt.PACK)).sum();
    }
}
