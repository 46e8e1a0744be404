package dev.millrace.standalone.process;

/** What a supervised process runs. Called by one thread at a time. */
public interface Program {

    /** Short, for display, for example {@code git-http}; the same in every launch. */
    String name();

    /** How it is started now; called before each start. Releases the ports that were held for it. */
    Launch launch();

    /**
     * Whether the most recently launched process is working; false while it starts, while it cannot be reached, and
     * while another process answers in its place. Polled every fraction of a second, so a call must return quickly.
     */
    boolean isReady();

    /**
     * Called when the process ended by itself: chooses other ports if another process has taken one of them.
     *
     * @return whether it did, so that the next launch may succeed
     */
    default boolean leaveTakenPorts() {
        return false;
    }
}
