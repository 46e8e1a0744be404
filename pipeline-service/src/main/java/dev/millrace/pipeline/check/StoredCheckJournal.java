package dev.millrace.pipeline.check;

import dev.millrace.kit.database.Database;
import dev.millrace.kit.database.Transaction;
import dev.millrace.pipeline.mirror.Mirrors;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** The journal in the database. */
@Singleton
final class StoredCheckJournal implements CheckJournal {

    private final CheckStore store;
    private final AnnotatedCheckStore annotated;
    private final StatusCheckStore statuses;
    private final Mirrors mirrors;
    private final Database database;

    StoredCheckJournal(
            CheckStore store,
            AnnotatedCheckStore annotated,
            StatusCheckStore statuses,
            Mirrors mirrors,
            Database database) {
        this.store = store;
        this.annotated = annotated;
        this.statuses = statuses;
        this.mirrors = mirrors;
        this.database = database;
    }

    @Override
    public void creating(CheckRow row) {
        database.useTransaction(tx -> store.noteCreate(tx, row));
    }

    @Override
    public void found(CheckRow row, long forgeId) {
        database.useTransaction(tx -> store.noteForgeId(tx, row, forgeId));
    }

    @Override
    public boolean published(CheckRow row, long forgeId, Instant now) {
        return database.inTransaction(tx -> store.notePublished(tx, row, forgeId, now));
    }

    @Override
    public void annotating(CheckRow row) {
        database.useTransaction(tx -> annotated.noteAnnotating(tx, row));
    }

    @Override
    public void annotated(CheckRow row, int sent) {
        database.useTransaction(tx -> annotated.noteAnnotated(tx, row, sent));
    }

    @Override
    public void publishedAsStatus(CheckRow row, Instant now) {
        database.useTransaction(tx -> statuses.notePublishedAsStatus(tx, row, now));
    }

    @Override
    public void renamed(CheckRow row, String repository, Instant now) {
        database.useTransaction(tx -> {
            mirrors.renamed(tx, upstreamKey(row), repository, now);
            store.rename(tx, row, repository);
        });
    }

    @Override
    public void failed(CheckRow row, PublishFailure failure) {
        database.useTransaction(tx -> {
            switch (failure) {
                case PublishFailure.Retry(String error, Instant at) -> store.noteFailure(tx, row, error, at);
                case PublishFailure.Parked(String error) -> store.setAside(tx, row, "parked", error);
                case PublishFailure.ChecksRefused(String error) -> statuses.useStatuses(tx, row, error);
                case PublishFailure.Refused(String error) -> store.setAside(tx, row, "refused", error);
                case PublishFailure.Moved(String error, Instant at) -> moved(tx, row, error, at);
            }
        });
    }

    private void moved(Transaction tx, CheckRow row, String error, Instant at) {
        Optional<String> renamed =
                mirrors.fullName(tx, upstreamKey(row)).filter(name -> !name.equalsIgnoreCase(row.repository()));
        if (renamed.isPresent()) {
            store.rename(tx, row, renamed.get());
            store.noteFailure(tx, row, error, at);
        } else {
            store.setAside(tx, row, "refused", error);
        }
    }

    private static String upstreamKey(CheckRow row) {
        return row.lane().instance() + ":" + row.forgeRepositoryId();
    }
}
