package dev.millrace.testing.broken;

import dev.millrace.testing.broken.feature.Feature;

/** The root of a module that needs its own feature, which needs it. */
public final class Root {

    Feature feature() {
        return new Feature();
    }
}
