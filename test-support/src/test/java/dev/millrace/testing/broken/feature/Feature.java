package dev.millrace.testing.broken.feature;

import dev.millrace.testing.broken.Root;

/** See {@link Root}. */
public final class Feature {

    Root root() {
        return new Root();
    }
}
