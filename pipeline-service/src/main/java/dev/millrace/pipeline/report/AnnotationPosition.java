package dev.millrace.pipeline.report;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an annotation is in its build.
 *
 * @param job position of the job, 0 for the first
 * @param number in the job, 0 for the first
 */
record AnnotationPosition(int job, int number) {

    private static final Pattern CURSOR = Pattern.compile("(\\d{1,4})-(\\d{1,4})");

    String cursor() {
        return job + "-" + number;
    }

    /** The position of a cursor; empty if we never issued it. */
    static Optional<AnnotationPosition> parse(String cursor) {
        Matcher matcher = CURSOR.matcher(cursor);
        return matcher.matches()
                ? Optional.of(
                        new AnnotationPosition(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }
}
