package dev.millrace.standalone.process;

/** Tells whether a process does its work yet. Asked every fraction of a second, so one answer must not take long. */
@FunctionalInterface
public interface Readiness {

    /** False while it starts, or when it cannot be reached. */
    boolean isReady();
}
