package dev.millrace.pipeline.comment;

import dev.millrace.kit.database.Database;
import dev.millrace.pipeline.comment.FeedbackWork.NewReaction;
import dev.millrace.pipeline.comment.FeedbackWork.Reply;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The journal in the database. */
@Singleton
final class StoredFeedbackJournal implements FeedbackJournal {

    private final Database database;
    private final FeedbackStore store;

    StoredFeedbackJournal(Database database, FeedbackStore store) {
        this.database = database;
        this.store = store;
    }

    @Override
    public void made(NewReaction reaction) {
        database.useTransaction(tx -> store.made(tx, reaction));
    }

    @Override
    public void creating(Reply reply) {
        database.useTransaction(tx -> store.creating(tx, reply));
    }

    @Override
    public void published(Reply reply, long commentId) {
        database.useTransaction(tx -> store.published(tx, reply, commentId));
    }

    @Override
    public void gone(Reply reply) {
        database.useTransaction(tx -> store.gone(tx, reply));
    }

    @Override
    public void postponed(FeedbackWork work, Duration delay, String error) {
        database.useTransaction(tx -> store.postpone(tx, work, delay, error));
    }

    @Override
    public void refused(FeedbackWork work, String error) {
        database.useTransaction(tx -> store.refused(tx, work, error));
    }
}
