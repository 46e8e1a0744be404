package dev.millrace.githttp.forward;

import java.io.IOException;

/** Waits for an upstream without blocking other work in this process. */
public interface Waiting {

    /** The result of the wait. */
    <T> T during(Wait<T> wait) throws IOException;

    /** An operation that takes time but no processor. */
    @FunctionalInterface
    interface Wait<T> {
        T get() throws IOException;
    }
}
