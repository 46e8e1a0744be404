package dev.millrace.githttp.admission;

/** Whether a clone got a permit to be packed now. */
public sealed interface ClonePermit {

    /** A permit. Its holder releases it, once. */
    non-sealed interface Taken extends ClonePermit, AutoCloseable {
        @Override
        void close();
    }

    /** No permit; nothing was done for the clone, and its client may retry soon. */
    sealed interface Refused extends ClonePermit {}

    /**
     * As many clones of this repository are being packed as may be.
     *
     * @param limit clones
     */
    record RepositoryAtLimit(int limit) implements Refused {}

    /**
     * As many clones of this team are being packed as may be.
     *
     * @param limit clones
     */
    record TeamAtLimit(int limit) implements Refused {}

    /**
     * As many clones are being packed by this instance as may be.
     *
     * @param limit clones
     */
    record InstanceAtLimit(int limit) implements Refused {}

    /** This instance is stopping. */
    record Stopping() implements Refused {}
}
