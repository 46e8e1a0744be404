package dev.millrace.githttp.forward;

import java.io.IOException;

/** Waits for an upstream in a way that holds up nobody else in this process. */
public interface Waiting {

    /** What the wait gives. */
    <T> T during(Wait<T> wait) throws IOException;

    /** Something that takes a while and needs no processor. */
    @FunctionalInterface
    interface Wait<T> {
        T get() throws IOException;
    }
}
