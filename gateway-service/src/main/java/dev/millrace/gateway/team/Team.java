package dev.millrace.gateway.team;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A tenant.
 *
 * @param slug its id in addresses and as {@code iss} of its tokens: 1 to 39 lower-case letters, digits and inner hyphens
 * @param name display name
 * @param createdAt by our clock
 */
record Team(String slug, String name, Instant createdAt) {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?");

    /** Whether a team may have this slug. */
    static boolean isSlug(String slug) {
        return SLUG.matcher(slug).matches();
    }
}
