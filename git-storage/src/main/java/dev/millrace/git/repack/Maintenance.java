package dev.millrace.git.repack;

import dev.millrace.git.catalog.RepositoryMissing;
import dev.millrace.git.dfs.RepackSession;
import dev.millrace.git.dfs.ReplacedMeanwhile;
import dev.millrace.git.dfs.Repositories;
import dev.millrace.git.dfs.RetainedTip;
import dev.millrace.git.repack.MaintenanceConfig.Collector;
import dev.millrace.git.repack.MaintenanceOutcome.Compacted;
import dev.millrace.git.repack.MaintenanceOutcome.Conflicted;
import dev.millrace.git.repack.MaintenanceOutcome.Gone;
import dev.millrace.git.repack.MaintenanceOutcome.Idle;
import dev.millrace.git.repack.MaintenanceOutcome.Repacked;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.kit.meter.Waiting;
import dev.millrace.kit.work.Backoff;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.dfs.DfsObjDatabase.PackSource;
import org.eclipse.jgit.internal.storage.dfs.DfsPackCompactor;
import org.eclipse.jgit.internal.storage.dfs.DfsPackDescription;
import org.eclipse.jgit.internal.storage.dfs.DfsPackFile;
import org.eclipse.jgit.internal.storage.dfs.DfsReader;
import org.eclipse.jgit.internal.storage.file.PackIndex;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checks repositories' packs and does what they need. Safe to share between threads and to run in any number of processes:
 * a repository belongs to the process that holds its lease, and what was packed under a lease that was lost meanwhile is
 * either committed completely or not at all.
 */
public final class Maintenance {

    /** Signal that maintenance was requested. */
    public static final String WORK = RepackSession.WORK;

    private static final Logger LOG = Logger.getLogger(Maintenance.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofHours(1));

    private final Database database;
    private final Repositories repositories;
    private final MaintenanceConfig config;
    private final Clock clock;
    private final MaintenanceStore store = new MaintenanceStore();

    /** In the order of preference; at least one. */
    private final List<PackCollector> collectors;

    /** @param scratch directory for copies of repositories, on the file system of the storage's scratch files */
    public Maintenance(
            Database database, Repositories repositories, Path scratch, MaintenanceConfig config, Clock clock) {
        this.database = database;
        this.repositories = repositories;
        this.config = config;
        this.clock = clock;
        this.collectors = collectors(config, scratch);
    }

    private static List<PackCollector> collectors(MaintenanceConfig config, Path scratch) {
        var jgit = new JgitCollector(config);
        var natively = new NativeCollector(config, scratch);
        return switch (config.collector()) {
            case JGIT -> List.of(jgit);
            case NATIVE -> List.of(natively);
            case AUTO -> NativeGit.isInstalled(config.git(), scratch) ? List.of(natively, jgit) : List.of(jgit);
        };
    }

    /** What performs full repacks. */
    public Collector collector() {
        return collectors.getFirst() instanceof NativeCollector ? Collector.NATIVE : Collector.JGIT;
    }

    /** Leases the repository that has been due longest, if one is. */
    public Optional<MaintenanceLease> claim(Duration length) {
        return database.inTransaction(tx -> store.lease(tx, UUID.randomUUID(), length));
    }

    /** Leases one repository, due or not; empty if another works on it. */
    public Optional<MaintenanceLease> claim(UUID repositoryId, Duration length) {
        return database.inTransaction(tx -> store.lease(tx, repositoryId, UUID.randomUUID(), length));
    }

    /** Renews leases from now; those that are not in the result are lost. */
    public Set<UUID> renew(Collection<UUID> leases, Duration length) {
        return database.inTransaction(tx -> store.renew(tx, leases, length));
    }

    /** Repositories that wait for a check. */
    public Waiting waiting(Transaction tx) {
        return store.waiting(tx);
    }

    /** The state of a repository's packs; all zero for one that does not exist. */
    public MaintenanceReport report(UUID repositoryId) {
        return database.inTransaction(tx -> store.report(tx, repositoryId));
    }

    /**
     * Does what the repository needs, and releases the lease.
     *
     * @param isCancelled polled often; once true, nothing is committed any more
     * @throws RuntimeException if it failed; it will be tried again later
     */
    public MaintenanceOutcome work(MaintenanceLease lease, BooleanSupplier isCancelled) {
        Instant beganAt = clock.instant();
        try {
            Result result = look(lease.repositoryId(), isCancelled);
            database.useTransaction(tx -> {
                switch (result.outcome()) {
                    case Repacked repacked ->
                        store.saveRun(
                                tx,
                                lease.repositoryId(),
                                "repacked",
                                "%s: %d packs became %d, by %s"
                                        .formatted(
                                                repacked.reason(),
                                                repacked.packsBefore(),
                                                repacked.packsAfter(),
                                                repacked.collector()),
                                beganAt,
                                clock.instant());
                    case Compacted compacted ->
                        store.saveRun(
                                tx,
                                lease.repositoryId(),
                                "compacted",
                                "%d packs became one".formatted(compacted.packsMerged()),
                                beganAt,
                                clock.instant());
                    case Idle idle -> LOG.debugf("repositoryId=%s needs no maintenance", lease.repositoryId());
                    case Conflicted conflicted -> LOG.debugf("repositoryId=%s in conflict", lease.repositoryId());
                    case Gone gone -> LOG.debugf("repositoryId=%s is gone", lease.repositoryId());
                }
                store.release(tx, lease, result.nextAt(), result.outcome() instanceof Conflicted);
            });
            return result.outcome();
        } catch (InterruptedIOException e) {
            database.useTransaction(tx -> store.release(tx, lease, clock.instant(), false));
            return new Idle();
        } catch (IOException | RuntimeException e) {
            database.useTransaction(tx -> {
                Duration pause = BACKOFF.after(store.failures(tx, lease.repositoryId()) + 1);
                store.saveRun(tx, lease.repositoryId(), "failed", e.toString(), beganAt, clock.instant());
                store.release(tx, lease, clock.instant().plus(pause), true);
            });
            throw new IllegalStateException(
                    "maintenance of %s failed: %s".formatted(lease.repositoryId(), e.getMessage()), e);
        }
    }

    /** @param nextAt when to check again without any request */
    private record Result(
            MaintenanceOutcome outcome, @Nullable Instant nextAt) {}

    private Result look(UUID repositoryId, BooleanSupplier isCancelled) throws IOException {
        try (RepackSession session = repositories.repack(repositoryId)) {
            Optional<MaintenanceStore.LastRepack> last =
                    database.inTransaction(tx -> store.lastRepack(tx, repositoryId));
            var facts = new MaintenancePlan.Facts(
                    session.row().isMirror(),
                    session.packs(),
                    isRewritten(session, last.map(MaintenanceStore.LastRepack::at)),
                    session.expiredTips().stream().map(RetainedTip::expiresAt).findFirst(),
                    last.map(MaintenanceStore.LastRepack::at),
                    last.map(MaintenanceStore.LastRepack::took).orElse(Duration.ZERO));
            Instant now = clock.instant();
            return switch (MaintenancePlan.of(facts, config, now)) {
                case MaintenancePlan.Nothing nothing -> new Result(new Idle(), nextCheck(facts, session, now));
                case MaintenancePlan.Compact compact ->
                    new Result(compact(session, compact.packs(), isCancelled), nextCheck(facts, session, now));
                case MaintenancePlan.Repack repack -> new Result(repack(session, repack.reason(), isCancelled), now);
            };
        } catch (ReplacedMeanwhile e) {
            LOG.infof("repositoryId=%s maintenance tries again: %s", repositoryId, e.getMessage());
            return new Result(new Conflicted(), clock.instant().plus(BACKOFF.first()));
        } catch (RepositoryMissing e) {
            return new Result(new Gone(), null);
        }
    }

    /** When a repack that must still wait may begin, or something expires. */
    private @Nullable Instant nextCheck(MaintenancePlan.Facts facts, RepackSession session, Instant now) {
        if (MaintenancePlan.reasonToRepack(facts, config, now).isPresent()) {
            return facts.restsUntil(config);
        }
        Stream<Instant> expiries = Stream.concat(
                MaintenancePlan.nextExpiry(facts, config).stream(),
                session.retainedTips().stream().map(RetainedTip::expiresAt));
        return expiries.min(Instant::compareTo).orElse(null);
    }

    private Compacted compact(RepackSession session, List<DfsPackDescription> packs, BooleanSupplier isCancelled)
            throws IOException {
        var compactor = new DfsPackCompactor(session.repository());
        for (DfsPackFile pack : session.repository().getObjectDatabase().getPacks()) {
            if (packs.contains(pack.getPackDescription())) {
                compactor.add(pack);
            }
        }
        compactor.compact(new JgitCollector.CancelMonitor(isCancelled));
        LOG.infof("compacted repositoryId=%s packsMerged=%d", session.row().id(), packs.size());
        return new Compacted(packs.size());
    }

    private Repacked repack(RepackSession session, String reason, BooleanSupplier isCancelled) throws IOException {
        UUID repositoryId = session.row().id();
        long began = System.nanoTime();
        Collected collected = collect(session, isCancelled);
        List<DfsPackDescription> made = collected.packs();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        database.useTransaction(tx -> store.saveRepack(tx, repositoryId, session.openedAt(), took));
        repositories.forgetRetained(repositoryId, session.openedAt());
        Optional<DfsPackDescription> main = made.stream()
                .filter(pack -> pack.getPackSource() == PackSource.GC)
                .findFirst();
        long keptGarbage = session.packs().stream()
                .filter(pack -> pack.getPackSource() == PackSource.UNREACHABLE_GARBAGE)
                .filter(pack -> MaintenancePlan.expiry(pack, config).isAfter(session.openedAt()))
                .count();
        var outcome = new Repacked(
                reason,
                collected.by(),
                session.packs().size(),
                made.size() + (int) keptGarbage,
                main.map(DfsPackDescription::getObjectCount).orElse(0L),
                main.map(pack -> pack.getFileSize(PackExt.PACK)).orElse(0L));
        LOG.infof(
                "repacked repositoryId=%s reason=\"%s\" by=\"%s\" packsBefore=%d packsAfter=%d objects=%d bytes=%d"
                        + " millis=%d",
                repositoryId,
                reason,
                collected.by(),
                outcome.packsBefore(),
                outcome.packsAfter(),
                outcome.objects(),
                outcome.bytes(),
                took.toMillis());
        return outcome;
    }

    private record Collected(List<DfsPackDescription> packs, String by) {}

    private Collected collect(RepackSession session, BooleanSupplier isCancelled) throws IOException {
        for (int i = 0; ; i++) {
            PackCollector by = collectors.get(i);
            try {
                return new Collected(by.collect(session, isCancelled), by.title());
            } catch (ReplacedMeanwhile | InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                if (i + 1 == collectors.size() || session.committed().isPresent()) {
                    throw e;
                }
                LOG.warnf(
                        "repositoryId=%s %s failed, the next one tries: %s",
                        session.row().id(), by.title(), e.toString());
            }
        }
    }

    /** Whether the pack of branches and tags holds commits that these no longer reach, or tags that are gone. */
    private static boolean isRewritten(RepackSession session, Optional<Instant> lastRepack) throws IOException {
        List<RetainedTip> tips = session.retainedTips().stream()
                .filter(tip ->
                        lastRepack.map(at -> !tip.retainedAt().isBefore(at)).orElse(true))
                .toList();
        Optional<DfsPackFile> main = tips.isEmpty()
                ? Optional.empty()
                : Stream.of(session.repository().getObjectDatabase().getPacks())
                        .filter(pack -> pack.getPackDescription().getPackSource() == PackSource.GC)
                        .findFirst();
        if (main.isEmpty()) {
            return false;
        }
        try (DfsReader reader = session.repository().getObjectDatabase().newReader();
                var walk = new RevWalk(reader)) {
            PackIndex packed = main.get().getPackIndex(reader);
            walk.setRetainBody(false);
            for (RetainedTip tip : tips) {
                RevObject object = walk.parseAny(tip.id());
                if (object instanceof RevTag && packed.hasObject(object)) {
                    return true;
                }
                if (walk.peel(object) instanceof RevCommit commit) {
                    walk.markStart(commit);
                }
            }
            for (Ref ref : session.refs()) {
                if (isBranchOrTag(ref) && walk.peel(walk.parseAny(ref.getObjectId())) instanceof RevCommit commit) {
                    walk.markUninteresting(commit);
                }
            }
            for (RevCommit commit : walk) {
                if (packed.hasObject(commit)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isBranchOrTag(Ref ref) {
        return !ref.isSymbolic()
                && (ref.getName().startsWith(Constants.R_HEADS) || ref.getName().startsWith(Constants.R_TAGS));
    }
}
