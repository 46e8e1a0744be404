package dev.millrace.git;

import dev.millrace.kit.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What stands before {@code .git} in a repository's address: one or more segments parted by {@code /}, for example
 * {@code acme/widgets}. Upper and lower case differ.
 *
 * @param value 1 to 255 bytes of UTF-8; no {@code #}, {@code ?}, {@code %}, backslash or control character; no segment
 *     is empty, {@code .} or {@code ..}; does not end with {@code .git}, {@code +ephemeral} or {@code +import}, which
 *     have a meaning of their own in addresses
 */
public record RepositoryName(String value) {

    private static final int MAX_BYTES = 255;
    private static final List<String> RESERVED_ENDINGS = List.of(".git", "+ephemeral", "+import");

    /** @throws MillraceException 400 with code {@code repository_name_invalid}, saying value and rule */
    public RepositoryName {
        if (value.isEmpty()) {
            throw refused(value, "is empty");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw refused(value.substring(0, 40) + "...", "is longer than " + MAX_BYTES + " bytes");
        }
        value.codePoints().filter(RepositoryName::isForbidden).findFirst().ifPresent(bad -> {
            throw refused(value, "holds the character U+%04X".formatted(bad));
        });
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty()) {
                throw refused(value, "has an empty segment");
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
                || Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE;
    }

    private static MillraceException refused(String value, String rule) {
        String printable = value.replaceAll("\\p{Cntrl}", "\uFFFD");
        return MillraceException.badRequest("repository name '%s' %s".formatted(printable, rule))
                .withCode("repository_name_invalid");
    }

    @Override
    public String toString() {
        return value;
    }
}
