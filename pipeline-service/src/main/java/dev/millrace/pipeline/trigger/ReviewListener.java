package dev.millrace.pipeline.trigger;

import dev.millrace.events.forge.ChangeReviewed;
import dev.millrace.kit.database.Transaction;

/** Learns of reviews of changes, in the order in which the forge reported them. */
public interface ReviewListener {

    /** A review was submitted, edited or dismissed; the same one may be reported several times. */
    void reviewed(Transaction tx, ChangeReviewed review);
}
