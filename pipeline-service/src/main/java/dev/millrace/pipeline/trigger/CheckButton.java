package dev.millrace.pipeline.trigger;

import java.util.Arrays;
import java.util.Optional;

/** A button of the check run of a build. */
enum CheckButton {
    /** runs the jobs again that did not pass */
    RERUN_FAILED("rerun-failed"),
    /** runs all jobs again */
    RERUN_ALL("rerun-all"),
    /** cancels the build */
    CANCEL("cancel");

    private final String identifier;

    CheckButton(String identifier) {
        this.identifier = identifier;
    }

    /** As the forge reports it, at most 20 characters. */
    String identifier() {
        return identifier;
    }

    /** The button with this identifier; empty if there is none. */
    static Optional<CheckButton> find(String identifier) {
        return Arrays.stream(values())
                .filter(button -> button.identifier.equals(identifier))
                .findFirst();
    }

    static String[] identifiers() {
        return Arrays.stream(values()).map(CheckButton::identifier).toArray(String[]::new);
    }
}
