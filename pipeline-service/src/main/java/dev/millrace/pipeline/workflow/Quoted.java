package dev.millrace.pipeline.workflow;

/** A value from the file as messages quote it. */
final class Quoted {

    private static final int SHOWN = 100;

    private Quoted() {}

    /** The value in single quotes; a long one is truncated. */
    static String of(String value) {
        if (value.codePointCount(0, value.length()) <= SHOWN) {
            return "'" + value + "'";
        }
        return "'" + value.substring(0, value.offsetByCodePoints(0, SHOWN)) + "…'";
    }
}
