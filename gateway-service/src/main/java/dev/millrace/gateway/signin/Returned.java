package dev.millrace.gateway.signin;

import dev.millrace.kit.error.MillraceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the address of a browser states that comes back from a page on which people authorize something. Anyone can write it.
 *
 * @param state of the flow
 * @param code to exchange; empty if the person has declined, or the page reports an error
 * @param error in the words of the page, fit to be shown; empty text if there is none
 */
record Returned(String state, Optional<String> code, String error) {

    /** Codes of some providers are signed texts of this length. */
    private static final int LONGEST_CODE = 4_096;

    private static final int LONGEST_TEXT = 512;
    private static final int LONGEST_SHOWN = 200;

    /** @throws MillraceException 400 without a state, or with neither a code nor an error */
    static Returned read(@Nullable String state, @Nullable String code, @Nullable String error) {
        Optional<String> known = text(state);
        Optional<String> granted = text(code, LONGEST_CODE);
        Optional<String> refused = text(error);
        if (known.isEmpty() || (granted.isEmpty() && refused.isEmpty())) {
            throw MillraceException.badRequest("the address must have a state, and a code or an error");
        }
        return new Returned(known.get(), granted, printable(refused.orElse("")));
    }

    /** A text of the address or of a cookie that can be meant. */
    static Optional<String> text(@Nullable String given) {
        return text(given, LONGEST_TEXT);
    }

    private static Optional<String> text(@Nullable String given, int longest) {
        return Optional.ofNullable(given).filter(text -> !text.isBlank() && text.length() <= longest);
    }

    /** Text of a forge, of a provider, or of another author of the address, as it can be shown to a person. */
    static String printable(String given) {
        return given.substring(0, Math.min(given.length(), LONGEST_SHOWN)).replaceAll("\\p{Cntrl}", " ");
    }

    /** Shows no code. */
    @Override
    public String toString() {
        return "Returned[" + error + "]";
    }
}
