package dev.millrace.pipeline.comment;

import dev.millrace.forge.Conversations.Reaction;
import dev.millrace.kit.database.Signals;
import dev.millrace.kit.database.Transaction;
import jakarta.inject.Singleton;

/** Stores what is to be written at a change, in the transaction of what it reports. {@link FeedbackWorker} writes it later. */
@Singleton
public final class Feedback {

    /** Signal: there may be something to write. */
    static final String SIGNAL = "pipeline_feedback";

    /** The beginning of our comment, by which it is found again; a reader does not see it. */
    static final String MARKER = "<!-- millrace:commands -->";

    private final FeedbackStore store;

    Feedback(FeedbackStore store) {
        this.store = store;
    }

    /** The comment gets this reaction, once. */
    public void react(Transaction tx, ChangePlace place, String commentId, Reaction reaction) {
        if (store.addReaction(tx, place, commentId, reaction)) {
            Signals.send(tx, SIGNAL);
        }
    }

    /**
     * Our comment on the change has this text from now on; it is created with the first one.
     *
     * @param text Markdown
     */
    public void reply(Transaction tx, ChangePlace place, String text) {
        if (store.wantReply(tx, place, MARKER + "\n" + text)) {
            Signals.send(tx, SIGNAL);
        }
    }
}
