package dev.millrace.pipeline.comment;

import dev.millrace.pipeline.comment.FeedbackWork.NewReaction;
import dev.millrace.pipeline.comment.FeedbackWork.Reply;
import java.time.Duration;

/** What a worker records about its writes. */
interface FeedbackJournal {

    /** The forge has the reaction. */
    void made(NewReaction reaction);

    /** A request that creates our comment is about to be sent. */
    void creating(Reply reply);

    /** Our comment shows this version. */
    void published(Reply reply, long commentId);

    /** Our comment was deleted at the forge. */
    void gone(Reply reply);

    /** It is tried again after this time. */
    void postponed(FeedbackWork work, Duration delay, String error);

    /** It is not tried again. */
    void refused(FeedbackWork work, String error);
}
