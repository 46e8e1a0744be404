package dev.millrace.githttp.commit;

import dev.millrace.kit.error.MillraceException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;

/** Who made or committed a change. */
record PersonBody(@Nullable String name, @Nullable String email) {

    private static final int LONGEST = 1_000;

    /**
     * The person at a time.
     *
     * @param field for messages
     * @throws MillraceException 400 if the name or the address is missing, or has characters that a commit cannot have
     */
    static PersonIdent ident(@Nullable PersonBody person, String field, Instant at) {
        if (person == null || person.name() == null || person.email() == null) {
            throw MillraceException.badRequest("the field '%s' needs 'name' and 'email'".formatted(field));
        }
        return new PersonIdent(
                checked(person.name(), field + ".name"), checked(person.email(), field + ".email"), at, ZoneOffset.UTC);
    }

    private static String checked(String text, String field) {
        boolean isValid = !text.isBlank()
                && text.length() <= LONGEST
                && text.chars().noneMatch(c -> c == '<' || c == '>' || c == '\n' || c == '\0');
        if (!isValid) {
            throw MillraceException.badRequest(
                    "the field '%s' has 1 to %d characters, and none of '<', '>', a new line and NUL"
                            .formatted(field, LONGEST));
        }
        return text.strip();
    }
}
