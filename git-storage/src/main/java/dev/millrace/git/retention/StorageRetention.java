package dev.millrace.git.retention;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.objectstore.ObjectKey;
import dev.millrace.objectstore.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Deletes permanently: packs that were retired long ago, uploads that were never committed, and old rows. Any number of
 * processes may run it at the same time: each pack is one short transaction that locks its row, checks that it is still to
 * be deleted, deletes the files and then the row, so that after a crash between the two the row still records the files.
 */
public final class StorageRetention {

    private static final Logger LOG = Logger.getLogger(StorageRetention.class);

    /** How long a row may stay locked while its files are deleted; no other transaction needs it. */
    private static final Duration LONGEST_DELETION = Duration.ofMinutes(5);

    private final Database database;
    private final ObjectStore objects;
    private final Clock clock;
    private final RetentionConfig retention;
    private final RetentionStore rows = new RetentionStore();

    public StorageRetention(Database database, ObjectStore objects, Clock clock, RetentionConfig retention) {
        this.database = database;
        this.objects = objects;
        this.clock = clock;
        this.retention = retention;
    }

    /** Deletes everything that is due, and returns the counts. */
    public RetentionOutcome run() {
        Instant now = clock.instant();
        Instant packsBefore = now.minus(retention.packs());
        int retired = database.inTransaction(tx -> rows.retireOfDeletedRepositories(tx, packsBefore));
        if (retired > 0) {
            LOG.infof("packs=%d of deleted repositories are retired", retired);
        }
        var packs = new Tally();
        all(packs, (tx, but) -> rows.lockRetired(tx, packsBefore, but), rows::deletePack, false);
        var uploads = new Tally();
        Instant uploadsBefore = now.minus(retention.uploads());
        all(uploads, (tx, but) -> rows.lockAbandoned(tx, uploadsBefore, but), rows::deleteIntent, true);
        var outcome = new RetentionOutcome(
                packs.deleted,
                uploads.deleted,
                packs.files + uploads.files,
                packs.failed.size() + uploads.failed.size(),
                rows(tx -> rows.deletePushes(tx, now.minus(retention.pushes()))),
                rows(tx -> rows.deleteRefMoves(tx, now.minus(retention.refLog()))));
        if (!outcome.isEmpty()) {
            LOG.infof(
                    "cleaned packs=%d uploads=%d files=%d failures=%d pushes=%d refMoves=%d",
                    outcome.packs(),
                    outcome.uploads(),
                    outcome.files(),
                    outcome.failures(),
                    outcome.pushes(),
                    outcome.refMoves());
        }
        return outcome;
    }

    private void all(
            Tally tally,
            BiFunction<Transaction, Set<UUID>, Optional<PackRow>> next,
            RowDeletion deletion,
            boolean mayBeCommitted) {
        while (!Thread.currentThread().isInterrupted()
                && database.inTransaction(tx -> {
                    tx.allowIdle(LONGEST_DELETION);
                    Optional<PackRow> found = next.apply(tx, tally.failed);
                    found.ifPresent(pack -> one(tx, tally, pack, deletion, mayBeCommitted));
                    return found.isPresent();
                })) {
            // until everything that is due is deleted, or locked by another process
        }
    }

    private void one(Transaction tx, Tally tally, PackRow pack, RowDeletion deletion, boolean mayBeCommitted) {
        try {
            if (!mayBeCommitted || !rows.isInManifest(tx, pack.id())) {
                tally.files += deleteFiles(pack);
            }
            deletion.delete(tx, pack.id());
            tally.deleted++;
        } catch (IOException e) {
            tally.failed.add(pack.id());
            LOG.warnf(
                    "packId=%s repositoryId=%s: its files cannot be deleted: %s",
                    pack.id(), pack.repositoryId(), e.toString());
        }
    }

    private int deleteFiles(PackRow pack) throws IOException {
        int files = 0;
        String prefix = pack.repositoryId() + "/" + pack.id() + ".";
        for (ObjectKey key : objects.list(new ObjectKey(pack.repositoryId().toString()))) {
            if (key.value().startsWith(prefix) && objects.delete(key)) {
                files++;
                LOG.infof("deleted object=%s", key);
            }
        }
        return files;
    }

    private int rows(ToIntFunction<Transaction> deletion) {
        int total = 0;
        int deleted;
        do {
            deleted = database.inTransaction(deletion::applyAsInt);
            total += deleted;
        } while (RetentionStore.mayHoldMore(deleted));
        return total;
    }

    @FunctionalInterface
    private interface RowDeletion {

        void delete(Transaction tx, UUID packId);
    }

    /** What was done so far. */
    private static final class Tally {

        private int deleted;
        private int files;
        private final Set<UUID> failed = new HashSet<>();
    }
}
