package dev.millrace.pipeline.execution;

import dev.millrace.kit.identity.Caller;

/** How builds name a caller. */
final class Actor {

    private Actor() {}

    /** The subject of its token, or its team if it has none. */
    static String of(Caller caller) {
        return caller.subject().isBlank() ? caller.team() : caller.subject();
    }
}
