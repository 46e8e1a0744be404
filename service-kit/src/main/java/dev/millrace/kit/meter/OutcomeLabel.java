package dev.millrace.kit.meter;

import java.util.Locale;
import java.util.regex.Pattern;

/** Outcomes as values of the tag {@code outcome}. */
public final class OutcomeLabel {

    private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private OutcomeLabel() {}

    /** The name of the case in lower case, its words joined by {@code _}: {@code given_up} for a {@code GivenUp}. */
    public static String of(Object outcome) {
        return WORD.matcher(outcome.getClass().getSimpleName()).replaceAll("_").toLowerCase(Locale.ROOT);
    }
}
