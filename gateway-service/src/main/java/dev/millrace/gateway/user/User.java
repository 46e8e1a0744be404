package dev.millrace.gateway.user;

import java.time.Instant;
import java.util.UUID;

/**
 * A person.
 *
 * @param id unique
 * @param name display name, 1 to 100 printable characters
 * @param administrator whether the user administers the platform
 * @param createdAt by our clock
 */
public record User(UUID id, String name, boolean administrator, Instant createdAt) {

    private static final int LONGEST_NAME = 100;

    /** Whether a user may have this name. */
    public static boolean isName(String name) {
        return !name.isBlank() && name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl);
    }
}
