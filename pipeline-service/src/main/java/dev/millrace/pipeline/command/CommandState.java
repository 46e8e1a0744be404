package dev.millrace.pipeline.command;

import dev.millrace.forge.Conversations.Reaction;
import java.util.Locale;
import java.util.Optional;

/** How far a command is. */
enum CommandState {
    /** to be executed */
    WAITING,
    /** executed */
    DONE,
    /** not allowed, or not possible */
    REFUSED,
    /** not understood */
    UNCLEAR;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CommandState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    /** The reaction to the comment that shows it. */
    Optional<Reaction> reaction() {
        return switch (this) {
            case WAITING -> Optional.empty();
            case DONE -> Optional.of(Reaction.ROCKET);
            case REFUSED -> Optional.of(Reaction.THUMBS_DOWN);
            case UNCLEAR -> Optional.of(Reaction.CONFUSED);
        };
    }
}
