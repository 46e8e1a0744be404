package dev.millrace.pipeline.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A variable of conditions and groups; empty text where an event has no such thing. */
enum EventVariable {
    /** the pushed branch, the head branch of a change, or the temporary branch of a merge group */
    BRANCH,
    /** the branch that a change or a merge group goes into */
    BASE,
    TAG,
    EVENT,
    REPOSITORY,
    /** of a change */
    NUMBER;

    /** As the file spells it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(EventVariable::word).toList();
    }

    static Optional<EventVariable> find(String word) {
        return Arrays.stream(values())
                .filter(variable -> variable.word().equals(word))
                .findFirst();
    }

    String of(EventFacts event) {
        return switch (this) {
            case BRANCH -> event.branch().orElse("");
            case BASE -> event.baseRef().orElse("");
            case TAG -> event.tag().orElse("");
            case EVENT -> event.event().wireName();
            case REPOSITORY -> event.repository();
            case NUMBER -> event.changeNumber().map(String::valueOf).orElse("");
        };
    }
}
