package dev.millrace.pipeline.check;

import java.time.Instant;

/** Where {@link PublishCheck} records the results of its calls to the forge. Each call is one transaction. */
interface CheckJournal {

    /** A create is about to be sent. */
    void creating(CheckRow row);

    /** The forge has a check run of ours, in whatever state. */
    void found(CheckRow row, long forgeId);

    /**
     * The forge shows this version.
     *
     * @return false if a newer one was published meanwhile by another owner of the lane, and is published again
     */
    boolean published(CheckRow row, long forgeId, Instant now);

    /** Annotations are about to be sent: until that is answered, how many the forge has is not known. */
    void annotating(CheckRow row);

    /** The forge has so many annotations, and gets more before this version is published. */
    void annotated(CheckRow row, int sent);

    /** A commit status shows this version. */
    void publishedAsStatus(CheckRow row, Instant now);

    /** The forge knows the repository by this name now, and reported it in response to a call by the old one. */
    void renamed(CheckRow row, String repository, Instant now);

    /** A call failed. */
    void failed(CheckRow row, PublishFailure failure);
}
