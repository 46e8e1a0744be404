package dev.millrace.git.lfs;

/** Outcome of an upload. */
public sealed interface ReceiveOutcome {

    /** The repository has the object now. */
    record Stored() implements ReceiveOutcome {}

    /** The repository already had the object, perhaps only since another upload of it a moment ago. */
    record AlreadyThere() implements ReceiveOutcome {}

    /**
     * More or fewer bytes arrived than announced. Nothing is stored.
     *
     * @param received bytes read; one more than announced if there were more
     */
    record WrongSize(long received) implements ReceiveOutcome {}

    /** The bytes have another SHA-256. Nothing is stored. */
    record WrongContent(LfsOid actual) implements ReceiveOutcome {}
}
