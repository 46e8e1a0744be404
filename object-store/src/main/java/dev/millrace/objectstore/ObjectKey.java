package dev.millrace.objectstore;

import java.util.regex.Pattern;

/**
 * Name of an object in a store, never used for two contents.
 *
 * @param value {@code <repository id>/<pack id>.<extension>}: segments of lower case letters, digits, {@code -} and {@code
 *     .}, each beginning with a letter or digit, separated by {@code /}; at most 512 characters
 */
public record ObjectKey(String value) {

    private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*");

    public ObjectKey {
        if (value.length() > 512 || !SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("'%s' is no object key".formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
