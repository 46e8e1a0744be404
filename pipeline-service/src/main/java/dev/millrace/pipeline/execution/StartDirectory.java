package dev.millrace.pipeline.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the steps of a job start: its {@code working-directory}, or its checkout.
 *
 * @param path absolute
 */
record StartDirectory(Path path) {

    /**
     * That of a job, whose checkout no step has changed yet.
     *
     * @param relative to the checkout; empty for the checkout itself
     * @throws Unusable if the commit has no such directory, or it is outside of the checkout, where a link may lead
     */
    static StartDirectory in(Path checkout, Optional<String> relative) throws IOException, Unusable {
        if (relative.isEmpty()) {
            return new StartDirectory(checkout);
        }
        Path path = checkout.resolve(relative.get()).normalize();
        if (!Files.isDirectory(path)) {
            throw new Unusable("working-directory '%s' is no directory of the commit".formatted(relative.get()));
        }
        if (!path.toRealPath().startsWith(checkout.toRealPath())) {
            throw new Unusable("working-directory '%s' leads out of the checkout".formatted(relative.get()));
        }
        return new StartDirectory(path);
    }

    /** The begin of a script, before its first line, so that bash's messages keep their line numbers. */
    String command() {
        return "cd -- '%s' || exit 1; ".formatted(path.toString().replace("'", "'\\''"));
    }

    /** The steps cannot start there. */
    static final class Unusable extends Exception {

        Unusable(String message) {
            super(message);
        }
    }
}
