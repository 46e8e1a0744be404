package dev.millrace.git.check;

/**
 * Aborts the reading of repositories for a caller that has disconnected: JGit walks a whole history without checking. Every
 * object that is read calls {@link #check}, which runs the caller's check, on the caller's thread only.
 */
public final class Cancellation {

    private static final ScopedValue<Runnable> CHECK = ScopedValue.newInstance();
    private static final Runnable NEVER = () -> {};

    private Cancellation() {}

    /**
     * Runs work that is aborted when the check throws.
     *
     * @param check throws an unchecked exception to abort the work; called very often, from the thread of the work
     */
    public static <T, X extends Throwable> T during(Runnable check, ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CHECK, check).call(work);
    }

    /** Runs work that is not aborted, inside work that can be: the commit of a write, for example. */
    public static <T, X extends Throwable> T suspended(ScopedValue.CallableOp<T, X> work) throws X {
        return during(NEVER, work);
    }

    /** Throws what the check of the current work throws; does nothing outside such work. */
    public static void check() {
        if (CHECK.isBound()) {
            CHECK.get().run();
        }
    }
}
