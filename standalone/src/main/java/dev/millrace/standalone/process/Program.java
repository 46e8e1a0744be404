package dev.millrace.standalone.process;

/** What a supervised process runs. Asked by one thread at a time. */
public interface Program {

    /** Short, as people read it, for example {@code git-http}; the same in every launch. */
    String name();

    /** How it is started now; asked before each start. Ports that were held for it are released. */
    Launch launch();

    /**
     * Whether the process that was launched last does its work; false while it starts, when it cannot be reached, and when
     * another process answers in its place. Asked every fraction of a second, so one answer must not take long.
     */
    boolean isReady();

    /**
     * Called when the process ended by itself: chooses other ports if another process has one of its own.
     *
     * @return whether it did, so that the next launch may succeed
     */
    default boolean leaveTakenPorts() {
        return false;
    }
}
