package dev.millrace.githttp.admission;

import java.util.function.BooleanSupplier;

/** How a thread waits for a permit: without the one that it holds, so that others can work meanwhile. */
public interface Waiting {

    /**
     * Waits.
     *
     * @param acquired waits for the permit; false if it was not free in time
     */
    boolean until(BooleanSupplier acquired);
}
