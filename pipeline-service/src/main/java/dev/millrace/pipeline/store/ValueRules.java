package dev.millrace.pipeline.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What keys and values may be. Pure. */
final class ValueRules {

    /** Values of one team in one store. */
    static final int MOST_VALUES = 500;

    /** Bytes of a value in UTF-8: the kernel takes a variable of up to 128 KiB. */
    static final int LONGEST_VALUE = 64 * 1024;

    private static final int LONGEST_KEY = 100;
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ValueRules() {}

    static boolean isKey(String text) {
        return text.length() <= LONGEST_KEY && KEY.matcher(text).matches();
    }

    /** Why a key is rejected; empty if it is not. */
    static Optional<String> rejectionOfKey(String key) {
        return isKey(key)
                ? Optional.empty()
                : Optional.of("a key has 1 to %d letters, digits and '_', and no digit first".formatted(LONGEST_KEY));
    }

    /** Why a value is rejected; empty if it is not. The value is not in the reason. */
    static Optional<String> rejectionOfValue(String value) {
        if (value.indexOf('\0') >= 0) {
            return Optional.of("a value must not contain NUL, which no environment variable can have");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            return Optional.of("the value contains half of a surrogate pair, which is no character");
        }
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        return length > LONGEST_VALUE
                ? Optional.of("the value has %d bytes; it may have %d".formatted(length, LONGEST_VALUE))
                : Optional.empty();
    }
}
