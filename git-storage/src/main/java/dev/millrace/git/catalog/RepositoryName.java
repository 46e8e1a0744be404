package dev.millrace.git.catalog;

import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.text.HiddenCharacters;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What precedes {@code .git} in a repository's address: one or more segments separated by {@code /}, for example
 * {@code acme/widgets}. Case-sensitive.
 *
 * @param value 1 to 255 bytes of UTF-8; no {@code #}, {@code ?}, {@code %}, {@code <}, backslash, control or hidden
 *     character ({@link HiddenCharacters}); no segment is empty, {@code .} or {@code ..}, or begins or ends with a blank;
 *     does not end with {@code .git}, {@code +ephemeral} or {@code +import}, which have a special meaning in addresses
 */
public record RepositoryName(String value) {

    private static final int MAX_BYTES = 255;
    private static final List<String> RESERVED_ENDINGS = List.of(".git", "+ephemeral", "+import");

    /** @throws MillraceException 400 with code {@code repository_name_invalid}, stating value and rule */
    public RepositoryName {
        if (value.isEmpty()) {
            throw refused(value, "is empty");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw refused(value.substring(0, 40) + "...", "is longer than " + MAX_BYTES + " bytes");
        }
        HiddenCharacters.find(value).ifPresent(hidden -> {
            throw refused(value, "holds the character U+%04X, which is not seen".formatted(hidden));
        });
        value.codePoints().filter(RepositoryName::isForbidden).findFirst().ifPresent(bad -> {
            throw refused(value, "holds the character U+%04X".formatted(bad));
        });
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty()) {
                throw refused(value, "has an empty segment");
            }
            if (isBlank(segment.codePointAt(0)) || isBlank(segment.codePointBefore(segment.length()))) {
                throw refused(value, "has a segment that begins or ends with a blank");
            }
            if (segment.codePoints().allMatch(RepositoryName::isMark)) {
                throw refused(value, "has a segment of marks only, without a character that they belong to");
            }
            if (segment.equals(".") || segment.equals("..")) {
                throw refused(value, "has the segment " + segment);
            }
        }
        for (String ending : RESERVED_ENDINGS) {
            if (value.endsWith(ending)) {
                throw refused(value, "ends with " + ending);
            }
        }
    }

    private static boolean isForbidden(int character) {
        return character == '#'
                || character == '?'
                || character == '%'
                || character == '\\'
                || character == '<'
                || Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE;
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }

    private static MillraceException refused(String value, String rule) {
        String printable = HiddenCharacters.escaped(value.replaceAll("\\p{Cntrl}", "\uFFFD"));
        return MillraceException.badRequest("repository name '%s' %s".formatted(printable, rule))
                .withCode("repository_name_invalid");
    }

    @Override
    public String toString() {
        return value;
    }
}
