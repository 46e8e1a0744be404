package dev.millrace.gateway.audit;

import java.util.Optional;

/**
 * What was changed.
 *
 * @param action noun and verb in the past tense, for example {@code member.changed}
 * @param subject what it was done to: an id or a name, nothing secret
 * @param before the value before, human-readable
 * @param after the value after, human-readable
 */
public record Change(String action, String subject, Optional<String> before, Optional<String> after) {

    /** Something new. */
    public static Change added(String action, String subject, String value) {
        return new Change(action, subject, Optional.empty(), Optional.of(value));
    }

    /** Something that has ended. */
    public static Change ended(String action, String subject, String value) {
        return new Change(action, subject, Optional.of(value), Optional.empty());
    }

    /** Something that has another value now. */
    public static Change changed(String action, String subject, String before, String after) {
        return new Change(action, subject, Optional.of(before), Optional.of(after));
    }
}
